"""CPM-2 rows: sentinels of a context and the spans of its target put together again give the documents."""

import json
import os
import sys

import numpy

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, special_ids, squeezed, texts_of, tokenizer_of

job = json.load(sys.stdin)
facts, columns, rows = columns_of(job["folder"])
ids = special_ids(facts)
first, count = facts["first-sentinel"], facts["sentinels"]
sentinels = range(first, first + count)
contexts, targets, labels = (columns[name].astype(int) for name in ("contexts", "targets", "labels"))
assert contexts.shape == (rows, 512) and targets.shape == labels.shape == (rows, 256)
tokenizer = tokenizer_of(job["tokenizer"])
# Full-width letters are half-width in CPM-2, but for some marks.
half = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，。！（）？、；："}
sources = "\n".join(squeezed(text.translate(half)) for text in texts_of(job["inputs"], ["content"]))
stream, noise, plain, spans = [], 0, 0, 0
for row in range(rows):
    used = columns["context_length"][row]
    assert (contexts[row, used:] == ids["<pad>"]).all() and (row == rows - 1 or used == 512)
    context = contexts[row, :used]
    marks = [token for token in context if token in sentinels]
    assert marks == list(range(first, first + len(marks))), "sentinels count from <s_0> in each row"
    assert targets[row, 0] == ids["<s>"]
    learned = columns["loss_mask"][row].astype(bool)
    assert (labels[row, :-1][learned[:-1] & learned[1:]] == targets[row, 1:][learned[:-1] & learned[1:]]).all()
    assert (labels[row][~learned] == ids["<pad>"]).all()
    answer = list(labels[row][learned])
    pieces, current = {}, None
    for token in answer:
        if token in sentinels:
            current = token
            pieces[current] = []
        else:
            pieces[current].append(token)
    complete = answer[-1] == first + len(marks) and len(pieces) == len(marks) + 1
    flags = set(numpy.where(columns["ctx_eod_mask"][row])[0])
    for at, token in enumerate(context):
        if token not in sentinels:
            stream.append(token)
            plain += 1
            assert at not in flags
            continue
        span = pieces.get(token, [])
        if complete:
            assert (at in flags) == (ids["<eod>"] in span) and span, "a flag where the span ends a document"
            noise += len(span)
            spans += 1
        stream += span if complete or token in pieces else []
documents, document = [], []
for token in stream:
    if token == ids["<eod>"]:
        documents.append(document)
        document = []
    else:
        document.append(int(token))
spoken = str.maketrans("▂▃", " \n")
found = sum(squeezed(tokenizer.decode(document).translate(spoken)) in sources for document in documents[:200])
assert found >= 0.98 * min(200, len(documents)), (found, len(documents))
density, mean = noise / (noise + plain), noise / spans
assert abs(density - 0.15) < 0.01 and abs(mean - 3) < 0.2, (density, mean)
json.dump({"rows": rows, "documents": len(documents), "found": found, "density": density, "span": mean}, sys.stdout)
