"""The models of onnx-model.test.ts over a tar of pictures, by Pillow, NumPy and ONNX Runtime."""

import io
import json
import os
import sys
import tarfile

import numpy
import onnxruntime
from PIL import Image

job = json.load(sys.stdin)
SIZE = 64
MEAN = numpy.array([0.48, 0.46, 0.41])
STD = numpy.array([0.27, 0.26, 0.28])


def session(name):
    return onnxruntime.InferenceSession(os.path.join(job["folder"], name), providers=["CPUExecutionProvider"])


vectors, codes = session("vectors.onnx"), session("vq.onnx")
answers = []
with tarfile.open(job["tar"]) as archive:
    for member in archive:
        if not member.name.endswith((".png", ".jpg")):
            continue
        picture = Image.open(io.BytesIO(archive.extractfile(member).read())).convert("RGB")
        width, height = picture.size
        scale = SIZE / min(width, height)
        picture = picture.resize((round(width * scale), round(height * scale)), Image.BICUBIC)
        left, top = (picture.width - SIZE) // 2, (picture.height - SIZE) // 2
        pixels = numpy.asarray(picture.crop((left, top, left + SIZE, top + SIZE))) / 255
        plain = pixels.transpose(2, 0, 1)[None].astype(numpy.float32)
        normal = ((pixels - MEAN) / STD).transpose(2, 0, 1)[None].astype(numpy.float32)
        answers.append(
            {
                "id": member.name.split(".")[0],
                "vector": vectors.run(None, {"pixels": normal})[0][0].tolist(),
                "codes": codes.run(None, {"pixels": plain})[0].ravel().tolist(),
            }
        )
json.dump(answers, sys.stdout)
