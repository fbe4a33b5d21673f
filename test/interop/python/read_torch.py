"""Feeds a packed dataset to torch the way a training script does."""

import json
import sys

import torch
from datasets import load_from_disk
from torch.utils.data import DataLoader

from dataset_rows import RowDigest, manifest_of

job = json.load(sys.stdin)
manifest = manifest_of(job["folder"])
length = manifest["facts"]["sequence-length"]
vocabulary = manifest["facts"]["vocabulary-size"]
dataset = load_from_disk(job["folder"]).with_format("torch")
digest = RowDigest(["input_ids", "cu_seqlens"])

for row in dataset:
    ids, boundaries = row["input_ids"], row["cu_seqlens"]
    assert ids.shape == (length,) and ids.dtype == torch.int64, (ids.shape, ids.dtype)
    assert boundaries[0] == 0 and boundaries[-1] == length
    assert bool((boundaries[1:] >= boundaries[:-1]).all())
    digest.add({"input_ids": ids.tolist(), "cu_seqlens": boundaries.tolist()})

# Rows of one length collate as they are; an embedding takes the ids without a cast.
embedding = torch.nn.Embedding(vocabulary, 4)
for workers in (0, 2):
    loader = DataLoader(dataset.select_columns("input_ids"), batch_size=4, num_workers=workers)
    batches = [batch["input_ids"] for batch in loader]
    assert torch.equal(torch.cat(batches), dataset["input_ids"][:]), workers
    assert embedding(batches[0]).shape == (min(4, manifest["rows"]), length, 4)
json.dump(digest.answer(), sys.stdout)
