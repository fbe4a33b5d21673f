"""ProteinLM rows: every sequence whole behind its [CLS], ids of its vocabulary, near-identical ones gone."""

import gzip
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.dirname(__file__))
from masked import answer, read

LETTERS = "ABCDEFGHIKLMNOPQRSTUVWXYZ"
job = json.load(sys.stdin)
facts, ids, whole, attention, starts, result = read(job, 2176)
assert [ids[name] for name in ("[PAD]", "[MASK]", "[CLS]", "[SEP]", "[UNK]")] == [0, 1, 2, 3, 4]
assert facts["vocabulary-size"] == 31
sources, name = set(), None
for path in job["inputs"]:
    for entry in gzip.decompress(open(path, "rb").read()).decode().split(">")[1:]:
        residues = "".join(entry.split("\n")[1:]).upper()
        sources.add("".join("X" if letter in "UZOBJ" else letter for letter in residues))
whole_ones = {source[: 2176 - 1] for source in sources}
seen = []
for row, bounds in enumerate(starts):
    used = int(attention[row].sum())
    inner = [bound for bound in bounds[:-1] if bound < used]
    for start, end in zip(inner, [*inner[1:], used]):
        assert whole[row][start] == ids["[CLS]"]
        residues = "".join(LETTERS[token - 6] for token in whole[row][start + 1 : end])
        assert residues in whole_ones, "a protein is whole, or cut only because it is longer than a row"
        seen.append(residues)
assert len(seen) == len(set(seen)) == facts["documents"] and min(map(len, seen)) >= 30
answer({**result, "proteins": len(seen), "of": len(sources)})
