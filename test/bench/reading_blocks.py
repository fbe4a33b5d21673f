"""Random blocks of tokens, read by Megatron's way and from mapped Arrow shards; tokens a reader gives are compared first."""

import glob
import json
import os
import struct
import sys
import time
from bisect import bisect
from functools import lru_cache
from itertools import accumulate

import numpy
import pyarrow as pa

BLOCK, BATCH, ROUNDS = 2048, 16, 7


class MegatronIndexed:
    """megatron/core/datasets/indexed_dataset.py: _IndexReader, _MMapBinReader and IndexedDataset.get, without their options."""

    def __init__(self, prefix):
        with open(prefix + ".idx", "rb") as stream:
            assert stream.read(9) == b"MMIDIDX\x00\x00"
            (_version,) = struct.unpack("<Q", stream.read(8))
            (code,) = struct.unpack("<B", stream.read(1))
            self.dtype = {4: numpy.int32, 8: numpy.uint16}[code]
            self.dtype_size = numpy.dtype(self.dtype).itemsize
            (count,) = struct.unpack("<Q", stream.read(8))
            stream.read(8)
            offset = stream.tell()
        self.index_mmap = numpy.memmap(prefix + ".idx", mode="r", order="C")
        index = memoryview(self.index_mmap)
        self.sequence_lengths = numpy.frombuffer(index, dtype=numpy.int32, count=count, offset=offset)
        self.sequence_pointers = numpy.frombuffer(
            index, dtype=numpy.int64, count=count, offset=offset + self.sequence_lengths.nbytes
        )
        self.bin_mmap = numpy.memmap(prefix + ".bin", mode="r", order="C")
        self.bin_buffer = memoryview(self.bin_mmap)

    @lru_cache(maxsize=8)
    def index(self, idx):
        return self.sequence_pointers[idx], self.sequence_lengths[idx], None

    def get(self, idx, offset=0, length=None):
        pointer, sequence_length, _mode = self.index(idx)
        if length is None:
            length = sequence_length - offset
        pointer += offset * self.dtype_size
        return numpy.frombuffer(self.bin_buffer, dtype=self.dtype, count=length, offset=pointer)


class MappedArrow:
    """The reader that guide/python.md shows: a zero-copy array of rows for each record batch, found by bisection."""

    def __init__(self, folder):
        self.parts = []
        for shard in sorted(glob.glob(os.path.join(folder, "*.arrow"))):
            for batch in pa.ipc.open_stream(pa.memory_map(shard)):
                column = batch.column("input_ids")
                self.parts.append(column.flatten().to_numpy(zero_copy_only=True).reshape(len(column), -1))
        self.ends = list(accumulate(len(part) for part in self.parts))
        self.rows = self.ends[-1]

    def row(self, index):
        part = bisect(self.ends, index)
        return self.parts[part][index - self.ends[part]]


def write_megatron(arrow, prefix):
    """The same tokens, each block a sequence: the least work that the layout allows."""
    with open(prefix + ".bin", "wb") as stream:
        for part in arrow.parts:
            part.tofile(stream)
    item = arrow.parts[0].dtype
    code = {"int32": 4, "uint16": 8}[str(item)]
    with open(prefix + ".idx", "wb") as stream:
        stream.write(b"MMIDIDX\x00\x00" + struct.pack("<QBQQ", 1, code, arrow.rows, arrow.rows + 1))
        stream.write(numpy.full(arrow.rows, BLOCK, numpy.int32).tobytes())
        stream.write((numpy.arange(arrow.rows, dtype=numpy.int64) * BLOCK * item.itemsize).tobytes())
        stream.write(numpy.arange(arrow.rows + 1, dtype=numpy.int64).tobytes())


def one_a_call(read, order):
    for index in order:
        read(index).astype(numpy.int64)


def batches(read, order, buffer):
    for start in range(0, len(order), BATCH):
        for place, index in enumerate(order[start : start + BATCH]):
            buffer[place] = read(index)


def rate(work, order):
    began = time.process_time()
    work()
    return len(order) / (time.process_time() - began)


job = json.load(sys.stdin)
arrow = MappedArrow(job["folder"])
prefix = os.path.join(job["folder"], "megatron-layout")
write_megatron(arrow, prefix)
megatron = MegatronIndexed(prefix)
order = numpy.random.default_rng(0).integers(0, arrow.rows, BATCH * 2000).tolist()
assert all((arrow.row(index) == megatron.get(index)).all() for index in order[:2000])
buffer = numpy.empty((BATCH, BLOCK), numpy.int64)
rates = {"one": ([], []), "batch": ([], [])}
for _ in range(ROUNDS):
    for side, read in enumerate((megatron.get, arrow.row)):
        rates["one"][side].append(rate(lambda: one_a_call(read, order), order))
        rates["batch"][side].append(rate(lambda: batches(read, order, buffer), order))
json.dump({"rows": arrow.rows, **{name: [max(side) for side in sides] for name, sides in rates.items()}}, sys.stdout)
