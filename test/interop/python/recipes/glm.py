"""GLM rows, read as its trainer reads a batch, taken apart again by the published layout (blocklm_utils.py)."""

import json
import os
import sys

import numpy

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, special_ids, squeezed, texts_of, tokenizer_of

job = json.load(sys.stdin)
facts, columns, rows = columns_of(job["folder"])
ids = special_ids(facts)
length, row_length = facts["sequence-length"], facts["row-length"]
assert ids["[CLS]"] == ids["eos"] + 2 and len(set(ids.values())) == len(ids), "gMASK must not collide with eop"
text, target, loss = columns["text"], columns["target"], columns["loss_mask"]
position = columns["position_id"].reshape(rows, 2, row_length)
tokenizer = tokenizer_of(job["tokenizer"])
sources = "\n".join(texts_of(job["inputs"], ["title", "content"]))
masks = {"bert": "[MASK]", "sentence": "[sMASK]", "gpt": "[gMASK]"}
seen = {mode: 0 for mode in masks}
hidden = span_tokens = checked = 0
ratios = []
for row in range(rows):
    used, separator, mode = columns["length"][row], columns["attention_mask"][row], columns["mode"][row]
    seen[mode] += 1
    a, b = text[row, :used].astype(int), target[row, :used].astype(int)
    assert a[0] == ids["[CLS]"], "a row begins with [CLS]"
    assert not text[row, used:].any() and not target[row, used:].any() and not loss[row, used:].any()
    assert not loss[row, :separator].any() and loss[row, separator:used].all(), "loss on part B only"
    assert (a[:separator] == b[:separator]).all()
    first, second = position[row, 0, :used], position[row, 1, :used]
    assert not second[:separator].any()
    places = numpy.where(a[:separator] == ids[masks[mode]])[0]
    starts = numpy.where(a[separator:] == ids["sop"])[0] + separator
    assert starts[0] == separator
    # What stands where a mask stands, by the position that its span carries.
    filled = {}
    for start, end in zip(starts, [*starts[1:], used]):
        assert (second[start:end] == numpy.arange(1, end - start + 1)).all(), "block positions count from 1"
        assert len(set(first[start:end])) == 1, "a span has one position"
        span = b[start : end - 1]
        # Part B: sop + tokens against tokens + eop; generation to the end of the row ends with its last token.
        is_suffix = b[end - 1] != ids["eop"]
        if is_suffix:
            assert mode == "gpt" and separator == places[-1] + 1
            span = b[start:end]
        visible = a[start + 1 : end]
        differs = visible != b[start : end - 1]
        assert (visible[differs] == ids["dBLOCK"]).all() and (mode == "bert" or not differs.any())
        if mode == "bert":
            hidden += differs.sum()
            span_tokens += len(span)
        filled[int(first[start])] = list(span)
    # The mask's own position says which span it stands for, and positions inside the text skip the span.
    whole, expected = [], 0
    for place in range(separator):
        assert first[place] == expected, "part A counts masks as one"
        expected += 1
        if place in places:
            whole += filled.pop(int(first[place]))
        else:
            whole.append(int(a[place]))
    assert not filled and len(whole) <= length
    if mode == "bert" and used > 100:
        ratios.append((len(whole) - separator + len(places)) / len(whole))
    if row % 16:  # Looking pieces up in all sources takes long.
        continue
    pieces, piece = [], []
    for token in whole[1:]:
        if token in (ids["eos"], ids["[CLS]"]):
            pieces.append(piece)
            piece = []
        else:
            assert token < facts["vocabulary-size"] - len(ids) + 1 or token < ids["eos"], token
            piece.append(token)
    for piece in [*pieces, piece]:
        # A window may begin or end inside a character.
        words = squeezed(tokenizer.decode(piece)).strip("\ufffd")
        assert words in sources, words
        checked += 1
assert all(seen.values()), seen
assert abs(hidden / span_tokens - 0.1) < 0.03, hidden / span_tokens
assert abs(numpy.mean(ratios) - 0.15) < 0.02, numpy.mean(ratios)
json.dump({"rows": rows, "modes": seen, "pieces": checked, "hidden": float(hidden / span_tokens)}, sys.stdout)
