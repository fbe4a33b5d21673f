"""CogView's rows taken apart as its templates put them together, text ids by sentencepiece itself."""

import gzip
import json
import os
import sys

import sentencepiece

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, special_ids

TEXT, CODES, MAX_TEXT = 8192, 1024, 61
PAD, BOI1, BOI2, EOI1, EOI2, ROI1, ROI2, BASE, POS0 = 58192, 58193, 58194, 58196, 58197, 58199, 58200, 58208, 58210
job = json.load(sys.stdin)
facts, columns, rows = columns_of(job["folder"])
special = special_ids(facts)
names = ("[PAD]", "[BOI1]", "[BOI2]", "[EOI1]", "[EOI2]", "[ROI1]", "[ROI2]", "[BASE]", "[POS0]")
assert [special[name] for name in names] == [PAD, BOI1, BOI2, EOI1, EOI2, ROI1, ROI2, BASE, POS0], special
assert facts["vocabulary-size"] == 58219
pieces = sentencepiece.SentencePieceProcessor(model_proto=gzip.decompress(open(job["tokenizer"], "rb").read()))
records = {}
for line in open(job["input"], encoding="utf-8"):
    record = json.loads(line)
    records[record["id"]] = record

length = {"text-to-image": 1089, "image-to-text": 1089, "super-resolution": 2118}[job["layout"]]
ids, loss = columns["text"], columns["loss_mask"]
assert ids.shape == loss.shape == (rows, length)
expected, cut = {}, 0
for key, record in records.items():
    whole = pieces.encode(record["text"])
    cut += len(whole) > MAX_TEXT
    text = [ROI1] + [piece + TEXT for piece in whole[:MAX_TEXT]]
    picture = [BASE, BOI1, *record["codes"], EOI1]
    if job["layout"] == "text-to-image":
        expected[key] = [text + picture]
    elif job["layout"] == "image-to-text":
        expected[key] = [picture + text]
    else:
        expected[key] = [text + picture + [ROI2, POS0 + patch["position"], BASE, BOI2, *patch["codes"], EOI2] for patch in record["patches"]]
for row in range(rows):
    sequence = expected[columns["id"][row]].pop(0)
    assert columns["length"][row] == len(sequence)
    assert ids[row].tolist() == sequence + [PAD] * (length - len(sequence)), columns["id"][row]
    assert loss[row].tolist() == [1] * len(sequence) + [0] * (length - len(sequence))
assert not any(expected.values()) and cut > 0
json.dump({"rows": rows, "cut-texts": cut}, sys.stdout)
