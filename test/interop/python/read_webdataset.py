"""WebDataset tars as trainers read them: by the standard library alone, or with the webdataset package and its decoders."""

import glob
import io
import json
import os
import sys
import tarfile

import numpy
from PIL import Image

job = json.load(sys.stdin)
tars = sorted(glob.glob(os.path.join(job["folder"], "*.tar")))
assert len(tars) > 1, tars


def by_tarfile():
    for path in tars:
        key, sample = None, {}
        with tarfile.open(path) as archive:
            for member in archive:
                assert member.isfile() and member.mtime == 0 and member.uid == 0, member.name
                base, _, ending = member.name.partition(".")
                if base != key:
                    if sample:
                        yield key, sample
                    key, sample = base, {}
                sample[ending] = archive.extractfile(member).read()
        yield key, sample


def by_webdataset():
    import webdataset

    for sample in webdataset.WebDataset(tars, shardshuffle=False):
        key = sample.pop("__key__")
        yield key, {name: value for name, value in sample.items() if not name.startswith("__")}


rows = []
for key, sample in by_tarfile() if job["how"] == "tarfile" else by_webdataset():
    picture = Image.open(io.BytesIO(sample["png"]))
    pixels = numpy.load(io.BytesIO(sample["pixels.npy"]))
    assert pixels.dtype == numpy.uint8
    assert (pixels.reshape(32, 32, 3) == numpy.asarray(picture.convert("RGB"))).all()
    notes = json.loads(sample["json"])
    rows.append(
        {
            "key": key,
            "endings": list(sample),
            "text": sample["txt"].decode(),
            "id": notes["id"],
            "size": picture.size,
            "pixels": pixels.shape,
        }
    )
json.dump(rows, sys.stdout)
