"""Padded rows as a trainer takes them: documents found again with Hugging Face tokenizers, batches of one length from the front."""

import json
import sys

import numpy
import pyarrow
from datasets import load_from_disk

from dataset_rows import manifest_of, shard_paths
from training_rows import tokenizer_of

job = json.load(sys.stdin)
manifest = manifest_of(job["folder"])
facts = manifest["facts"]
tokenizer = tokenizer_of(job["tokenizer"])
tokenizer.encode_special_tokens = True
end_of_text = tokenizer.token_to_id("<|endoftext|>")

dataset = load_from_disk(job["folder"])
rows = list(dataset)
table = pyarrow.concat_tables(
    pyarrow.ipc.open_stream(pyarrow.memory_map(path)).read_all() for path in shard_paths(job["folder"])
)
assert table.to_pylist() == rows

found = {}
for row in rows:
    ids = numpy.array(row["input_ids"])
    assert len(ids) == row.get("padded_length", facts["sequence-length"])
    mask = numpy.arange(len(ids)) < row["length"]
    assert (ids[~mask] == job["pad"]).all()
    assert row["loss_mask"] == mask.astype(int).tolist()
    found.setdefault(row["id"], []).append(ids[mask])

# A rest of a document may come before the front of it: their runs fill at different times.
longest = facts["sequence-length"]
wanted = {}
for name, text in job["texts"]:
    ids = tokenizer.encode(text, add_special_tokens=False).ids + [end_of_text]
    wanted.setdefault(name, []).extend(ids[at : at + longest] for at in range(0, len(ids), longest))
assert wanted.keys() == found.keys()
for name, pieces in wanted.items():
    assert sorted(pieces) == sorted(piece.tolist() for piece in found[name]), name

lengths = set()
if "length-buckets" in facts:
    size = facts["bucket-rows"]
    runs = [rows[at]["padded_length"] for at in range(len(rows))]
    starts = [0] + [at for at in range(1, len(rows)) if runs[at] != runs[at - 1]] + [len(rows)]
    short = sum((end - start) % size != 0 for start, end in zip(starts, starts[1:]))
    assert short <= len(facts["length-buckets"].split(" ")), short
    for start, end in zip(starts, starts[1:]):
        for at in range(start, end, size):
            batch = numpy.array(dataset[at : min(at + size, end)]["input_ids"])
            assert batch.ndim == 2
            lengths.add(batch.shape[1])
json.dump({"rows": len(rows), "lengths": sorted(lengths)}, sys.stdout)
