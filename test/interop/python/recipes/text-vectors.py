"""Text vectors: ids and masks as BERT's tokenizer gives them for the row's text, each text from its source, a float32 column that can be filled."""

import gzip
import json
import os
import sys

import numpy
from tokenizers import BertWordPieceTokenizer

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, squeezed, texts_of

LENGTH, NUMBERS = 512, 768
job = json.load(sys.stdin)
_, columns, rows = columns_of(job["folder"])
vocabulary = gzip.decompress(open(job["tokenizer"], "rb").read()).decode().split("\n")
tokenizer = BertWordPieceTokenizer({word: at for at, word in enumerate(vocabulary) if word}, lowercase=True)
tokenizer.enable_truncation(LENGTH)
tokenizer.enable_padding(length=LENGTH)

sources = texts_of(job["inputs"], ["title", "content"])
assert rows == len(sources) > 0
assert len(set(columns["id"])) == rows
vectors = columns["vector"]
assert vectors.dtype == numpy.float32 and vectors.shape == (rows, NUMBERS) and not vectors.any()

cut = 0
for row, (text, title) in enumerate(zip(columns["text"], columns["title"])):
    encoded = tokenizer.encode(text)
    assert columns["input_ids"][row].tolist() == encoded.ids, row
    assert columns["attention_mask"][row].tolist() == encoded.attention_mask, row
    assert squeezed(title or "") in sources[row]
    cut += bool(encoded.overflowing)
json.dump({"rows": rows, "cut-texts": cut}, sys.stdout)
