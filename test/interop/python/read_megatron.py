"""Megatron shards read as its public layout says, with numpy alone, compared with the Arrow shards of the same run."""

import json
import struct
import sys

import numpy

from dataset_rows import manifest_of, packed_rows, shard_paths

TYPES = {4: numpy.int32, 8: numpy.uint16}


class IndexedDataset:
    """megatron/core/datasets/indexed_dataset.py, index version 1."""

    def __init__(self, prefix):
        with open(prefix + ".idx", "rb") as file:
            assert file.read(9) == b"MMIDIDX\x00\x00"
            version, code, sequences, documents = struct.unpack("<QBQQ", file.read(25))
            header = file.tell()
        assert version == 1
        self.dtype = TYPES[code]
        index = memoryview(numpy.memmap(prefix + ".idx", mode="r"))
        self.lengths = numpy.frombuffer(index, numpy.int32, sequences, header)
        header += self.lengths.nbytes
        self.pointers = numpy.frombuffer(index, numpy.int64, sequences, header)
        header += self.pointers.nbytes
        self.documents = numpy.frombuffer(index, numpy.int64, documents, header)
        assert header + self.documents.nbytes == len(index)
        self.tokens = memoryview(numpy.memmap(prefix + ".bin", mode="r"))

    def __getitem__(self, at):
        return numpy.frombuffer(self.tokens, self.dtype, self.lengths[at], self.pointers[at])


job = json.load(sys.stdin)
_, wanted = packed_rows(job["arrow"])

found, types = [], set()
for path in shard_paths(job["megatron"]):
    shard = IndexedDataset(path.removesuffix(".bin"))
    types.add(numpy.dtype(shard.dtype).name)
    assert shard.documents.tolist() == list(range(len(shard.lengths) + 1))
    found += [shard[at].tolist() for at in range(len(shard.lengths))]
assert found == wanted
assert types == {manifest_of(job["arrow"])["facts"]["token-type"]}
json.dump({"sequences": len(found), "tokens": sum(map(len, found)), "type": types.pop()}, sys.stdout)
