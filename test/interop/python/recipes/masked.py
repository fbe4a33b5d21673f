"""Rows of masked language models, as a data collator hands them to the model; the unmasked row decodes to the source."""

import json
import os
import sys

import numpy

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, special_ids

IGNORED = -100


def read(job, length):
    facts, columns, rows = columns_of(job["folder"])
    ids = special_ids(facts)
    inputs, labels = columns["input_ids"].astype(int), columns["labels"]
    loss, attention = columns["loss_mask"], columns["attention_mask"]
    assert inputs.shape == labels.shape == loss.shape == attention.shape == (rows, length)
    assert ((labels != IGNORED) == loss.astype(bool)).all()
    assert (inputs[attention == 0] == ids["[PAD]"]).all() and not loss[attention == 0].any()
    # Attention is a prefix.
    assert (numpy.diff(attention.astype(int), axis=1) <= 0).all()
    whole = numpy.where(labels == IGNORED, inputs, labels)
    special = numpy.isin(whole, [ids[name] for name in ("[CLS]", "[SEP]", "[PAD]")])
    assert not loss[special].any(), "special tokens are never masked"
    learned = loss.astype(bool)
    share = learned.sum() / (~special).sum()
    masked = (inputs[learned] == ids["[MASK]"]).mean()
    kept = (inputs[learned] == labels[learned]).mean()
    assert abs(share - 0.15) < 0.01, share
    assert abs(masked - 0.8) < 0.02 and abs(kept - 0.1) < 0.03, (masked, kept)
    starts = columns["cu_seqlens"]
    for row in range(rows):
        assert starts[row][0] == 0 and starts[row][-1] == length
    return facts, ids, whole, attention, starts, {"rows": rows, "learned": float(share), "as mask": float(masked)}


def answer(result):
    json.dump(result, sys.stdout)
