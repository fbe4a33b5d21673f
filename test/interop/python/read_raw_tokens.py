"""Raw token files mapped with numpy as nanotron (datatrove) and OLMo do, compared with the Arrow shards of the same run."""

import json
import sys

import numpy

from dataset_rows import manifest_of, packed_rows, shard_paths

job = json.load(sys.stdin)
rows, wanted = packed_rows(job["arrow"])
# Both know no int32: they read 4 bytes as uint32, which is the same for ids.
dtype = {"uint16": numpy.uint16, "int32": numpy.uint32}[manifest_of(job["arrow"])["facts"]["token-type"]]
found, whole = [], []
for path in shard_paths(job["raw"]):
    tokens = numpy.memmap(path, dtype=dtype, mode="r")
    ends = numpy.memmap(path + ".index", dtype=numpy.uint64, mode="r").astype(numpy.int64)
    assert ends[-1] == len(tokens), "the index ends where the tokens end"
    found += [tokens[start:end].tolist() for start, end in zip([0, *ends[:-1]], ends)]
    whole.append(numpy.asarray(tokens))
assert found == wanted
# OLMo cuts its instances from the tokens alone.
assert (numpy.concatenate(whole).reshape(-1, 512) == numpy.array(rows)).all()
json.dump({"sequences": len(found)}, sys.stdout)
