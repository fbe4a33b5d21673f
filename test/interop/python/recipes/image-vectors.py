"""Image vectors: every picture of the tar in its order, pixels as Pillow crops them, captions beside them, a float32 column that can be filled."""

import io
import json
import os
import sys

import numpy
from PIL import Image

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, members_of

SIDE, LENGTH = 224, 512
job = json.load(sys.stdin)
_, columns, rows = columns_of(job["folder"])

records = members_of(job["inputs"])
assert columns["id"] == list(records) and rows > 0
vectors = columns["vector"]
assert vectors.dtype == numpy.float32 and vectors.shape == (rows, LENGTH) and not vectors.any()

largest = 0
for row, record in enumerate(records.values()):
    told = [["txt", record[".txt"].decode().strip()]] if ".txt" in record else []
    told += json.loads(record[".json"])["sentences"]
    captions = [[caption["kind"], caption["text"]] for caption in json.loads(columns["captions"][row])]
    # Texts of nothing but white space are none.
    assert captions == [[kind, text] for kind, text in told if text.strip()], (captions, told)
    picture = Image.open(io.BytesIO(record[".jpg"])).convert("RGB")
    scale = SIDE / min(picture.size)
    width, height = (max(SIDE, round(side * scale)) for side in picture.size)
    left, top = (width - SIDE) // 2, (height - SIDE) // 2
    expected = picture.resize((width, height), Image.Resampling.BICUBIC).crop((left, top, left + SIDE, top + SIDE))
    pixels = columns["pixels"][row].reshape(3, SIDE, SIDE).transpose(1, 2, 0).astype(int)
    largest = max(largest, float(numpy.abs(pixels - numpy.asarray(expected).astype(int)).mean()))
    assert Image.open(io.BytesIO(columns["image"][row]["bytes"])).size == (SIDE, SIDE)
# Large pictures are shrunk while they are decoded, so pixels are near Pillow's, not equal.
assert largest < 3, largest
json.dump({"rows": rows, "pixel-difference": round(largest, 3)}, sys.stdout)
