"""Title, author, dynasty and form in the prompt, a whole poem of that form as the answer, in simplified script and without editors' notes."""

import json
import os
import re
import subprocess
import sys

import opencc

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, special_ids, tokenizer_of

job = json.load(sys.stdin)
facts, columns, rows = columns_of(job["folder"])
tokenizer, pad = tokenizer_of(job["tokenizer"]), special_ids(facts)["<pad>"]
ids, loss = columns["input_ids"], columns["loss_mask"]
assert ids.shape == loss.shape == (rows, 256)

simplified = opencc.OpenCC("t2s").convert


def without_notes(body):
    while (shorter := re.sub("（[^（）]*）。?", "", body)) != body:
        body = shorter
    return re.sub("\n+", "\n", body).strip()


records, whole, seen, traditional, traditional_titles = {}, 0, set(), 0, 0
for line in subprocess.run(["zstd", "-dc", *job["inputs"]], check=True, capture_output=True).stdout.decode().splitlines():
    record = json.loads(line)
    author, _, body = record["content"].partition("\n")
    body = without_notes(body)
    records[record["uniqueKey"]] = (record, author, body)
    verses = [verse for verse in re.split("[，。？！；：、\\s]+", body) if verse]
    lengths = {len(verse) for verse in verses}
    if len(lengths) == 1 and lengths <= {5, 7} and len(verses) in (4, 8) and re.fullmatch("[\u3007\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+", "".join(verses)):
        whole += 1
        seen.add(simplified(body))

for row in range(rows):
    record, author, body = records[columns["id"][row]]
    start, end = columns["prompt_length"][row], columns["length"][row]
    assert loss[row, start:end].all() and loss[row].sum() == end - start and (ids[row, end:] == pad).all()
    if row % 97 == 0:
        lines = [line for line in re.split("[，。？！；：、\\s]+", body) if line]
        dynasty = "唐代" if "tang" in record["source"] else "宋代"
        measure, pattern = {5: "五言", 7: "七言"}[len(lines[0])], {4: "绝句", 8: "律诗"}[len(lines)]
        title = record["title"].strip()
        prompt = f"{title} 作者:{dynasty} {author} 体裁:诗歌 诗体：{measure} 格律：{pattern} 题名:{title} 正文:"
        learnt = tokenizer.decode(ids[row, :start].tolist())
        assert simplified(learnt) == simplified(prompt), prompt
        traditional_titles += simplified(title) not in learnt
        poem = tokenizer.decode(ids[row, start:end].tolist())
        assert simplified(poem) == simplified(body), body
        traditional += poem != simplified(poem)
# Of a text with few traditional characters, those that simplified script has, too, stay.
assert traditional < 0.02 * rows / 97, traditional
assert traditional_titles < 0.02 * rows / 97, traditional_titles
# Equal poems are kept once, and few are too long for a row; nothing else of the form is lost.
assert 0.98 * len(seen) <= rows <= len(seen), (rows, whole, len(seen))
json.dump({"rows": rows, "of the form": whole, "without copies": len(seen)}, sys.stdout)
