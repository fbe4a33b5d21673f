"""Beside each token the ids and logits that the teacher gave for it, as a trainer maps them: [rows, length, k]."""

import json
import os
import sys

import numpy

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, tokenizer_of

job = json.load(sys.stdin)
facts, columns, rows = columns_of(job["folder"])
length, k = facts["sequence-length"], facts["k"]
tokenizer = tokenizer_of(job["tokenizer"])
teacher = {record["id"]: record for record in map(json.loads, open(job["inputs"][0], encoding="utf-8"))}
ids = columns["topk_ids"].reshape(rows, length, k)
logits = columns["topk_logits"].reshape(rows, length, k)
assert ids.dtype == numpy.int32 and logits.dtype == numpy.float16
assert columns["input_ids"].shape == columns["teacher_mask"].shape == (rows, length)

read = {}
for row in range(rows):
    record, start, used = teacher[columns["id"][row]], columns["start"][row], columns["length"][row]
    assert columns["teacher_mask"][row].tolist() == [1] * used + [0] * (length - used)
    assert ids[row, :used].tolist() == record["topk_ids"][start : start + used]
    wanted = numpy.array(record["topk_logits"][start : start + used], dtype=numpy.float16)
    assert (logits[row, :used] == wanted).all()
    assert not ids[row, used:].any() and not logits[row, used:].any()
    assert start == len(read.setdefault(record["id"], []))
    read[record["id"]] += columns["input_ids"][row, :used].tolist()
for name, record in teacher.items():
    assert tokenizer.decode(read[name]) == record["content"]
json.dump({"texts": len(read), "rows": rows, "tokens": sum(map(len, read.values()))}, sys.stdout)
