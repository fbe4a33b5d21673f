"""Megatron shards read by Megatron's own IndexedDataset, mapped and unmapped, compared with the Arrow shards of the same run."""

import json
import logging
import sys

import numpy
from megatron.core.datasets.indexed_dataset import IndexedDataset

from dataset_rows import packed_rows, shard_paths

logging.disable(logging.INFO)
job = json.load(sys.stdin)
_, sequences = packed_rows(job["arrow"])
wanted = [numpy.array(ids) for ids in sequences]

first = 0
for path in shard_paths(job["megatron"]):
    prefix = path.removesuffix(".bin")
    assert IndexedDataset.exists(prefix)
    for mapped in (True, False):
        shard = IndexedDataset(prefix, mmap=mapped)
        own = wanted[first : first + len(shard)]
        assert shard.sequence_lengths.tolist() == [len(ids) for ids in own]
        assert shard.document_indices.tolist() == list(range(len(own) + 1))
        assert all(numpy.array_equal(found, ids) for found, ids in zip(shard[0 : len(shard)], own, strict=True))
        for at, ids in enumerate(own):
            assert numpy.array_equal(shard[at], ids)
            assert numpy.array_equal(shard.get(at, offset=len(ids) // 2), ids[len(ids) // 2 :])
    first += len(shard)
assert first == len(wanted)
json.dump({"sequences": first}, sys.stdout)
