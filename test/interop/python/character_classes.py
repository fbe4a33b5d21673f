"""Ranges of code points that a pattern of the regular expressions inside Hugging Face tokenizers matches."""

import json
import sys

from tokenizers import Regex, pre_tokenizers

job = json.load(sys.stdin)
points = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
text = "".join(map(chr, points))
# What "removed" leaves of all code points in a row are the gaps between the characters of the class.
gaps = pre_tokenizers.Split(Regex(job["pattern"]), "removed").pre_tokenize_str(text)
hit = bytearray(b"\1") * 0x110000
hit[0xD800:0xE000] = bytes(0x800)
for _, (start, end) in gaps:
    for c in points[start:end]:
        hit[c] = 0
ranges, start = [], None
for c in range(0x110001):
    inside = c < 0x110000 and hit[c]
    if inside and start is None:
        start = c
    if not inside and start is not None:
        ranges.append((start, c))
        start = None
json.dump(ranges, sys.stdout)
