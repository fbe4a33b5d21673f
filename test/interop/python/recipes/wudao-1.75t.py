"""The mixed stream read as one trainer would: every row is GLM's or CogView's, ids share one space, weights are met."""

import collections
import gzip
import json
import os
import sys

import numpy
import sentencepiece

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from dataset_rows import manifest_of
from training_rows import columns_of, special_ids, squeezed

TEXT, PAD, BOI1, EOI1, ROI1, BASE, MASK, EOS = 8192, 58192, 58193, 58196, 58199, 58208, 58203, 58219
job = json.load(sys.stdin)
facts, columns, rows = columns_of(job["folder"])
ids = special_ids(facts)
names = ("[PAD]", "[BOI1]", "[EOI1]", "[ROI1]", "[BASE]", "[MASK]", "eos")
assert [ids[name] for name in names] == [PAD, BOI1, EOI1, ROI1, BASE, MASK, EOS], ids
assert len(set(ids.values())) == len(ids), "no two special tokens share an id"
assert facts["vocabulary-size"] == max(ids.values()) + 1 and facts["token-type"] == "uint16"
assert facts["row-length"] == 1088
pieces = sentencepiece.SentencePieceProcessor(model_proto=gzip.decompress(open(job["tokenizer"], "rb").read()))
sources, pictures = {}, {}
for name, path in job["inputs"].items():
    for line in open(path, encoding="utf-8"):
        record = json.loads(line)
        if name == "pictures":
            pictures[tuple(record["codes"])] = record["text"]
        else:
            # The vocabulary normalises (full-width commas become ASCII): texts as they come back from it.
            sources.setdefault(name, []).append(squeezed(pieces.decode(pieces.encode(record["text"]))))
corpora = {name: "\n".join(texts) for name, texts in sources.items()}

text, target, loss = columns["text"], columns["target"], columns["loss_mask"]
position = columns["position_id"].reshape(rows, 2, 1088)
assert text.dtype == numpy.uint16 and text.shape == target.shape == loss.shape == (rows, 1088)
tokens, order, checked = collections.Counter(), [], 0
shown = collections.Counter()
for row in range(rows):
    used, mode = columns["length"][row], columns["mode"][row]
    a, b = text[row, :used].astype(int), target[row, :used].astype(int)
    assert (text[row, used:] == PAD).all() and not loss[row, used:].any()
    if mode == "text-to-image":
        assert (a[1:] == b[:-1]).all() and loss[row, :used].all() and columns["attention_mask"][row] == 0
        assert (position[row, 0, :used] == numpy.arange(used)).all() and not position[row, 1].any()
        whole = [*a, b[-1]]
        begin = whole.index(BASE)
        assert whole[0] == ROI1 and whole[begin + 1] == BOI1 and whole[-1] == EOI1
        codes = whole[begin + 2 : -1]
        caption = pictures[tuple(codes)]
        assert [token - TEXT for token in whole[1:begin]] == pieces.encode(caption)[:61]
        shown[tuple(codes)] += 1
        tokens["pictures"] += used
        order.append("pictures")
        continue
    separator = columns["attention_mask"][row]
    assert a[0] == ids["[CLS]"] and not loss[row, :separator].any() and loss[row, separator:used].all()
    assert (a >= TEXT).all(), "no image code inside a text"
    # What part A shows between its marks stands in one of the two corpora, and in no other.
    runs, run = [], []
    for token in a[1:separator]:
        if TEXT <= token < PAD:
            run.append(int(token) - TEXT)
        else:
            runs.append(run)
            run = []
    longest = squeezed(pieces.decode(max([*runs, run], key=len))).strip("\u2047")
    found = [name for name, corpus in corpora.items() if longest in corpus]
    assert found, longest
    checked += 1
    tokens[found[0]] += used
    order.append(found[0])
mixture = {source["source"]: source for source in manifest_of(job["folder"])["mixture"]["sources"]}
for name, source in mixture.items():
    # A short run of characters may stand in both corpora.
    assert abs(tokens[name] - source["got"]) <= 0.02 * source["got"], (name, tokens, source)
    assert abs(source["got"] / source["wanted"] - 1) < 0.25, source
assert max(shown.values()) - min(shown.values()) <= 1, "a picture is shown as often as any other, or once more"
# Shuffled: neighbours come from the same source as often as chance has it.
shares = numpy.array([order.count(name) / rows for name in mixture])
same = numpy.mean([left == right for left, right in zip(order, order[1:])])
assert abs(same - (shares**2).sum()) < 0.08, (same, shares)
json.dump({"rows": rows, "texts": checked, "tokens": tokens, "shown": max(shown.values())}, sys.stdout)
