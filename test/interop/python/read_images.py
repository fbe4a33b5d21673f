"""A dataset of pictures and captions as a trainer reads it: `datasets` decodes the pictures, pyarrow sees their bytes."""

import io
import json
import os
import sys

import datasets
import pyarrow as pa
from PIL import Image

folder = json.load(sys.stdin)["folder"]
dataset = datasets.load_from_disk(folder)
assert isinstance(dataset.features["image"], datasets.Image), dataset.features["image"]
rows = []
for row in dataset:
    picture = row["image"]
    assert picture.size == (row["width"], row["height"]), picture.size
    rows.append({"id": row["id"], "lang": row["lang"], "text": row["text"], "size": picture.size, "mode": picture.mode})
with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
    shards = [shard["file"] for shard in json.load(file)["shards"]]
count = 0
for shard in shards:
    with pa.memory_map(os.path.join(folder, shard)) as source:
        table = pa.ipc.open_stream(source).read_all()
    for cell in table.column("image").to_pylist():
        Image.open(io.BytesIO(cell["bytes"])).load()
        count += 1
assert count == len(rows), count
json.dump(rows, sys.stdout)
