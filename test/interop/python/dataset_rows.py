"""What all readers share: the manifest, and a digest of rows that does not depend on the reader."""

import hashlib
import json
import os
import struct


def manifest_of(folder):
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        return json.load(file)


def shard_paths(folder):
    return [os.path.join(folder, shard["file"]) for shard in manifest_of(folder)["shards"]]


def arrow_type(column):
    """The type of a manifest's column, as str(pyarrow type)."""
    kind = column["type"]
    if kind["kind"] == "fixed-list":
        return f"fixed_size_list<item: {kind['item']} not null>[{kind['length']}]"
    if kind["kind"] == "list":
        return f"list<item: {kind['item']} not null>"
    return {"utf8": "string", "int64": "int64", "float64": "double"}[kind["kind"]]


def packed_rows(folder):
    """The rows of a packed dataset, and its sequences: what lies between the bounds of each row."""
    import pyarrow

    table = pyarrow.concat_tables(
        pyarrow.ipc.open_stream(pyarrow.memory_map(path)).read_all() for path in shard_paths(folder)
    )
    rows, sequences = table.column("input_ids").to_pylist(), []
    for row, bounds in zip(rows, table.column("cu_seqlens").to_pylist()):
        sequences += [row[start:end] for start, end in zip(bounds, bounds[1:])]
    return rows, sequences


class RowDigest:
    """SHA-256 over rows. A list is its length and values as int32, a text its length and UTF-8 bytes, a null is -1."""

    def __init__(self, names):
        self.names = names
        self.rows = 0
        self.hash = hashlib.sha256()

    def add(self, row):
        """row: mapping of column name -> str, None, or a sequence of int."""
        self.rows += 1
        for name in self.names:
            cell = row[name]
            if cell is None:
                self.hash.update(struct.pack("<i", -1))
            elif isinstance(cell, str):
                text = cell.encode()
                self.hash.update(struct.pack("<i", len(text)) + text)
            else:
                values = list(cell)
                self.hash.update(struct.pack(f"<i{len(values)}i", len(values), *values))

    def answer(self):
        return {"rows": self.rows, "digest": self.hash.hexdigest()}
