"""Lawformer: rows of 4,096 with [CLS] before and [SEP] behind each document, BERT's ids."""

import gzip
import json
import os
import sys
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.dirname(__file__))
from masked import answer, read
from training_rows import squeezed, texts_of



def bert_text(text):
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in letters if unicodedata.category(letter) not in ("Mn", "Cf", "Cc"))


job = json.load(sys.stdin)
facts, ids, whole, attention, starts, result = read(job, 4096)
assert [ids[name] for name in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")] == [0, 100, 101, 102, 103]
words = gzip.decompress(open(job["tokenizer"], "rb").read()).decode().split("\n")
# BERT drops invisible characters and accents.
sources = "\n".join(bert_text(text) for text in texts_of(job["inputs"], ["content"]))
used = attention.sum(axis=1)
assert (used[:-1] >= 4096 - 50).all(), "documents are appended until fewer than 50 tokens are free"
joined = checked = 0
for row in range(len(whole)):
    assert whole[row][0] == ids["[CLS]"]
    inner = [bound for bound in starts[row][:-1] if bound < used[row]]
    joined += len(inner) > 1
    for start, end in zip(inner, [*inner[1:], used[row]]):
        assert whole[row][start] == ids["[CLS]"]
        body = [token for token in whole[row][start:end] if token not in (ids["[CLS]"], ids["[SEP]"])]
        # Unknown characters cut the text into pieces that stand in the source.
        piece = ""
        for token in [*body[:200], ids["[UNK]"]]:
            if token == ids["[UNK]"]:
                assert piece in sources, piece
                checked += piece != ""
                piece = ""
            else:
                piece += words[token].removeprefix("##")
assert joined > 0
answer({**result, "pieces": checked, "rows of several documents": joined})
