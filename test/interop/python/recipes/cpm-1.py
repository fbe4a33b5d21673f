"""CPM-1: rows of 1,024 without a gap; spaces and newlines as marks between words."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, texts_of, tokenizer_of

job = json.load(sys.stdin)
facts, columns, rows = columns_of(job["folder"])
assert columns["input_ids"].shape == (rows, 1024)
tokenizer = tokenizer_of(job["tokenizer"])
# <eod>, behind a vocabulary that has none.
end = tokenizer.get_vocab_size()
assert facts["vocabulary-size"] == end + 1
stream = columns["input_ids"].reshape(-1)[: facts["tokens"]].tolist()
assert stream.count(end) == facts["documents"] and stream[-1] == end
documents, document = [], []
for token in stream[:400_000]:
    if token == end:
        documents.append(document)
        document = []
    else:
        document.append(token)
sources = ["".join(text.split()) for text in texts_of(job["inputs"], ["content"])]
kept = iter(sources)
for document in documents:
    words = tokenizer.decode(document)
    assert "\n" not in words
    text = words.replace(" ", "").replace("▂", "").replace("▃", "")
    text = "".join(text.split())
    assert any(text == source for source in kept), text[:80]
json.dump({"rows": rows, "documents compared": len(documents)}, sys.stdout)
