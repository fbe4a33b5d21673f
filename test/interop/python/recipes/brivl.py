"""BriVL's rows made again from the records: text ids, boxes and lengths as its loader makes them, pixels as Pillow resizes them."""

import gzip
import io
import json
import os
import sys

import numpy
from PIL import Image
from tokenizers import BertWordPieceTokenizer

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, members_of, special_ids

SIDE, BOXES, LENGTH = 380, 37, 80
job = json.load(sys.stdin)
facts, columns, rows = columns_of(job["folder"])
special = special_ids(facts)
assert (special["[PAD]"], special["[CLS]"], special["[SEP]"]) == (0, 101, 102), special
vocabulary = gzip.decompress(open(job["tokenizer"], "rb").read()).decode().split("\n")
tokenizer = BertWordPieceTokenizer({word: at for at, word in enumerate(vocabulary) if word}, lowercase=True)
tokenizer.enable_truncation(LENGTH)
tokenizer.enable_padding(length=LENGTH)

records = members_of(job["inputs"])
assert rows == len(records) > 0
largest, cut, more_boxes = 0, 0, 0
for row in range(rows):
    record = records[columns["id"][row]]
    fields = json.loads(record[".json"])
    encoded = tokenizer.encode(dict(fields["sentences"])["sur_text"])
    assert columns["text"][row].tolist() == encoded.ids
    assert columns["text_len"][row] == sum(encoded.attention_mask)
    cut += bool(encoded.overflowing)

    picture = Image.open(io.BytesIO(record[".jpg"])).convert("RGB")
    scale = numpy.array([SIDE / picture.width, SIDE / picture.height] * 2)
    kept = fields["bbox"][: BOXES - 1]
    boxes = columns["boxes"][row].reshape(BOXES, 4)
    assert columns["img_len"][row] == len(kept) + 1
    assert numpy.allclose(boxes[: len(kept)], numpy.array(kept) * scale, rtol=1e-6)
    assert boxes[len(kept)].tolist() == [0, 0, SIDE, SIDE] and not boxes[len(kept) + 1 :].any()
    more_boxes += len(fields["bbox"]) > len(kept)

    pixels = columns["image"][row].reshape(3, SIDE, SIDE).transpose(1, 2, 0).astype(int)
    expected = numpy.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC)).astype(int)
    largest = max(largest, float(numpy.abs(pixels - expected).mean()))
# Large pictures are shrunk while they are decoded, so pixels are near Pillow's, not equal.
assert largest < 2, largest
json.dump({"rows": rows, "cut-texts": cut, "with-more-boxes": more_boxes, "pixel-difference": round(largest, 3)}, sys.stdout)
