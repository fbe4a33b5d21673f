"""Packs a file with bz2 and lzma in every way that their modules offer; answers with the names."""

import bz2
import json
import lzma
import os
import sys

job = json.load(sys.stdin)
with open(job["source"], "rb") as file:
    text = file.read()
half = text.index(b"\n", len(text) // 2) + 1
parts = [text[:half], b"", text[half:]]

packed = {f"level-{level}.jsonl.bz2": bz2.compress(text, level) for level in (1, 5, 9)}
packed["streams.jsonl.bz2"] = b"".join(bz2.compress(part, level) for part, level in zip(parts, (9, 1, 3)))
for preset in (0, 1, 6, 9 | lzma.PRESET_EXTREME):
    packed[f"preset-{preset & 15}.jsonl.xz"] = lzma.compress(text, preset=preset)
for check in (lzma.CHECK_NONE, lzma.CHECK_CRC32, lzma.CHECK_CRC64, lzma.CHECK_SHA256):
    packed[f"check-{check}.jsonl.xz"] = lzma.compress(text, check=check)
for lc, lp, pb in ((0, 0, 0), (4, 0, 4), (0, 4, 2), (1, 2, 1)):
    lzma2 = {"id": lzma.FILTER_LZMA2, "preset": 3, "lc": lc, "lp": lp, "pb": pb, "dict_size": 4096 << lc}
    packed[f"contexts-{lc}{lp}{pb}.jsonl.xz"] = lzma.compress(text, filters=[lzma2])
packed["streams.jsonl.xz"] = b"".join(lzma.compress(part) + bytes(8) for part in parts)

for name, content in packed.items():
    with open(os.path.join(job["folder"], name), "wb") as file:
        file.write(content)
json.dump(list(packed), sys.stdout)
