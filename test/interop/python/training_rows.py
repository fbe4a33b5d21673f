"""What the tests of the recipes share: rows as a trainer maps them, and the tokenizer that made them."""

import gzip
import json

import numpy
import pyarrow

from dataset_rows import manifest_of, shard_paths


def columns_of(folder):
    """Each column as one array; fixed lists as [rows, length], mapped without a copy inside a shard."""
    manifest = manifest_of(folder)
    tables = [pyarrow.ipc.open_stream(pyarrow.memory_map(path)).read_all() for path in shard_paths(folder)]
    table = pyarrow.concat_tables(tables)
    columns = {}
    for declared in manifest["columns"]:
        column = table.column(declared["name"])
        if declared["type"]["kind"] == "fixed-list":
            parts = [chunk.flatten().to_numpy(zero_copy_only=True) for chunk in column.chunks]
            columns[declared["name"]] = numpy.concatenate(parts).reshape(table.num_rows, -1)
        else:
            columns[declared["name"]] = column.to_pylist()
    return manifest["facts"], columns, table.num_rows


def special_ids(facts):
    pairs = (pair.rpartition("=") for pair in facts["special-tokens"].split(" "))
    return {name: int(number) for name, _, number in pairs}


def tokenizer_of(path):
    from tokenizers import Tokenizer

    data = open(path, "rb").read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    return Tokenizer.from_str(data.decode())


def squeezed(text):
    """Without white space, so that decoded pieces can be looked for in their source."""
    return "".join(text.split())


def members_of(paths):
    """The files of tars by key, each key's by their endings."""
    import os
    import tarfile

    records = {}
    for path in paths:
        with tarfile.open(path) as tar:
            for member in tar.getmembers():
                key, ending = os.path.splitext(member.name)
                records.setdefault(key, {})[ending] = tar.extractfile(member).read()
    return records


def texts_of(paths, fields):
    """All records of JSON Lines or arrays, their fields joined and squeezed: one long text to look pieces up in."""
    import subprocess

    found = []
    for path in paths:
        data = open(path, "rb").read()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        elif data[:4] == b"\x28\xb5\x2f\xfd":
            data = subprocess.run(["zstd", "-dc", path], check=True, capture_output=True).stdout
        text = data.decode()
        records = json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.split("\n") if line]
        found += [squeezed(" ".join(str(record.get(field) or "") for field in fields)) for record in records]
    return found
