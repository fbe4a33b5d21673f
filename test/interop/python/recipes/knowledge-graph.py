"""Each triple once, stated by a sentence in which its entities stand at the given places."""

import gzip
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of

job = json.load(sys.stdin)
facts, columns, rows = columns_of(job["folder"])
lines = gzip.decompress(open(job["inputs"][0], "rb").read()).decode().splitlines()
expected = set()
for record in map(json.loads, lines):
    if "head" in record:
        expected.add((record["head"], record["relation"], record["tail"]))
    else:
        for field, relation in {"fullname": "全称", "location": "上市地点", "time": "上市时间"}.items():
            if record[field].strip():
                expected.add((record["name"].strip(), relation, record[field].strip()))
found = set()
for row in range(rows):
    text, meta = columns["text"][row], json.loads(columns["meta"][row])
    head, tail = (slice(*columns[name][row].tolist()) for name in ("head_span", "tail_span"))
    assert text[head] == meta["head"] and text[tail] == meta["tail"], (text, meta)
    assert text.endswith("。")
    found.add((meta["head"], meta["relation"], meta["tail"]))
assert len(found) == rows and found == expected, (rows, len(expected), list(found ^ expected)[:4])
json.dump({"triples": rows, "records": len(lines), "sentence": text}, sys.stdout)
