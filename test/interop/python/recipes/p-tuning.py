"""Mask tokens where the right option belongs: put in, the row reads as the record does."""

import gzip
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, special_ids, squeezed

job = json.load(sys.stdin)
facts, columns, rows = columns_of(job["folder"])
special = special_ids(facts)
vocabulary = [line.rstrip("\n") for line in gzip.open(job["tokenizer"], "rt", encoding="utf-8")]
lines = gzip.decompress(open(job["inputs"][0], "rb").read()).decode().splitlines()
labels_of_news = {"news_sports": "体育", "news_military": "军事"}
news = "sentence" in json.loads(lines[0])


def read(ids):
    return squeezed("".join(vocabulary[token].removeprefix("##") for token in ids))


records = []
for record in map(json.loads, lines):
    if news and "sentence" in record and record.get("label_desc") in labels_of_news:
        records.append(("这是一条#idiom#新闻：" + record["sentence"], list(labels_of_news.values()), list(labels_of_news).index(record["label_desc"])))
    elif not news and "answer" in record:
        records.append((record["content"], record["candidates"], record["answer"]))
assert len(records) == rows > 500, (len(records), rows)

ids, labels = columns["input_ids"], columns["labels"]
options_of = columns["option_ids"].reshape(rows, 16, 12)
assert [special[name] for name in ("[MASK]", "[CLS]", "[SEP]", "[PAD]")] == [vocabulary.index(name) for name in ("[MASK]", "[CLS]", "[SEP]", "[PAD]")]
readable = whole = 0
for row, (text, options, answer) in enumerate(records):
    start, masks, end = (columns[name][row] for name in ("mask_start", "mask_length", "length"))
    assert (ids[row] == special["[MASK]"]).nonzero()[0].tolist() == list(range(start, start + masks)), text
    assert ids[row, 0] == special["[CLS]"] and ids[row, end - 1] == special["[SEP]"] and (ids[row, end:] == special["[PAD]"]).all()
    assert columns["answer"][row] == answer and columns["options"][row] == len(options)
    shown = [read(option[option >= 0]) for option in options_of[row, : len(options)]]
    assert all(word == option or "[UNK]" in word for word, option in zip(shown, options, strict=True))
    assert (options_of[row, len(options) :] == -1).all()
    label = labels[row][labels[row] != -100]
    assert read(label) == shown[answer] and labels[row, start] == label[0] and len(label) <= masks
    filled = ids[row].copy()
    filled[start : start + len(label)] = label
    got = read(token for token in filled[1 : end - 1] if token != special["[MASK]"])
    if "[UNK]" not in got and end < ids.shape[1]:
        wanted = squeezed(text.replace("#idiom#", options[answer])).lower()
        readable += 1
        whole += got == wanted
# BERT's normal forms change some letters and marks of the others.
assert whole > 0.95 * readable > 0.5 * rows, (whole, readable, rows)
json.dump({"rows": rows, "within a row, all known": readable, "read back word for word": whole}, sys.stdout)
