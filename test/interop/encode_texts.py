"""Token ids of texts by Hugging Face tokenizers: one digest a text, or the ids themselves."""

import array
import hashlib
import json
import sys

from tokenizers import Tokenizer

TEXTS_AT_ONCE = 256

job = json.load(sys.stdin)
tokenizer = Tokenizer.from_str(job["tokenizer"])
# True: names of special tokens that stand in a text are text, as `special-tokens: data` has it.
tokenizer.encode_special_tokens = job["data"]


def encode(texts):
    for start in range(0, len(texts), TEXTS_AT_ONCE):
        batch = texts[start : start + TEXTS_AT_ONCE]
        for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
            yield encoding.ids


def digest(ids):
    return hashlib.sha256(array.array("I", ids).tobytes()).hexdigest()


if job["digests"]:
    answer = [digest(ids) for ids in encode(job["texts"])]
else:
    answer = list(encode(job["texts"]))
json.dump(answer, sys.stdout)
