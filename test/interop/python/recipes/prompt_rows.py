"""One record a row: what is learned is the answer, the rest prompt and padding."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, special_ids, squeezed, texts_of, tokenizer_of


def check(length, prompt_of):
    job = json.load(sys.stdin)
    facts, columns, rows = columns_of(job["folder"])
    tokenizer, pad = tokenizer_of(job["tokenizer"]), special_ids(facts)["<pad>"]
    ids, loss = columns["input_ids"], columns["loss_mask"]
    assert ids.shape == loss.shape == (rows, length)
    sources = "\n".join(texts_of(job["inputs"], ["title"]) + texts_of(job["inputs"], ["content"]))
    for row in range(rows):
        start, end = columns["prompt_length"][row], columns["length"][row]
        assert not loss[row, :start].any() and loss[row, start:end].all() and not loss[row, end:].any()
        assert (ids[row, end:] == pad).all()
        if row % 7 == 0:
            prompt, answer = (squeezed(tokenizer.decode(part.tolist())) for part in (ids[row, :start], ids[row, start:end]))
            assert prompt_of(prompt, sources), prompt
            assert answer.strip("\ufffd") in sources and answer, answer
    assert rows == facts["documents"] > 50
    json.dump({"rows": rows}, sys.stdout)
