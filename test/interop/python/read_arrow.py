"""Opens the Arrow shards of a dataset with one tool, checks what the manifest promises, and digests all rows."""

import json
import mmap
import sys

from arrow_layout import record_batches
from dataset_rows import RowDigest, arrow_type, manifest_of, shard_paths

job = json.load(sys.stdin)
folder = job["folder"]
manifest = manifest_of(folder)
params = manifest["recipe"]["stages"][-1]["params"]
ALIGNMENT = params["alignment"]
MAPPED = params["compression"] == "none"
assert ALIGNMENT == job.get("alignment", 64)
names = [column["name"] for column in manifest["columns"]]
digest = RowDigest(names)


def check_schema(schema, nullability=True):
    assert schema.names == names, schema.names
    for field, column in zip(schema, manifest["columns"]):
        expected = arrow_type(column)
        # `datasets` calls both a string, and keeps what the shard has.
        if field.name in params["dictionary"] and str(field.type) != "string":
            expected = f"dictionary<values={expected}, indices=int32, ordered=0>"
        assert str(field.type) == (expected if nullability else expected.replace(" not null", "")), field
        assert not nullability or field.nullable == column["nullable"], field


def with_metadata():
    """No library: every buffer of every batch starts at a multiple of the promised alignment."""
    batches_seen = buffers_seen = 0
    for path, shard in zip(shard_paths(folder), manifest["shards"]):
        with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            batches = record_batches(data)
        assert sum(rows for rows, _ in batches) == shard["rows"], path
        for rows, buffers in batches:
            for offset, length in buffers:
                assert offset % ALIGNMENT == 0, f"{path}: a buffer of {length} bytes starts at {offset}"
            batches_seen += 1
            buffers_seen += len(buffers)
    return {"batches": batches_seen, "buffers": buffers_seen}


def with_pyarrow():
    """Mapped: whole columns are reached without allocating; buffers are where the metadata says."""
    import pyarrow

    before = pyarrow.total_allocated_bytes()
    tables = []
    for path, shard in zip(shard_paths(folder), manifest["shards"]):
        source = pyarrow.memory_map(path)
        start = source.read_buffer().address
        source.seek(0)
        table = pyarrow.ipc.open_stream(source).read_all()
        check_schema(table.schema)
        table.validate(full=True)
        assert table.num_rows == shard["rows"], path
        for column, declared in zip(table.columns, manifest["columns"]):
            assert declared["nullable"] or column.null_count == 0, declared
            for chunk in column.chunks:
                for buffer in chunk.buffers():
                    if MAPPED and buffer is not None and buffer.size > 0:
                        offset = buffer.address - start
                        assert 0 <= offset < source.size(), "a buffer was copied out of the mapped file"
                        assert offset % ALIGNMENT == 0 and buffer.address % ALIGNMENT == 0, offset
                if MAPPED and declared["type"]["kind"] == "fixed-list":
                    values = chunk.flatten().to_numpy(zero_copy_only=True)
                    assert values.dtype.name == declared["type"]["item"], values.dtype
                    assert not values.flags.owndata
        tables.append(table)
    allocated = pyarrow.total_allocated_bytes() - before
    # Digesting makes Python objects of every value, so it comes after the measurement.
    for table in tables:
        for batch in table.to_batches(max_chunksize=256):
            for row in batch.to_pylist():
                digest.add(row)
    return {"allocated": allocated, "bytes": sum(table.nbytes for table in tables), **digest.answer()}


def with_datasets():
    """load_from_disk, as training code does it."""
    import pyarrow
    from datasets import load_from_disk

    before = pyarrow.total_allocated_bytes()
    dataset = load_from_disk(folder)
    allocated = pyarrow.total_allocated_bytes() - before
    # The features of `datasets` know types, but not which columns are free of nulls.
    check_schema(dataset.data.schema, nullability=False)
    assert dataset.column_names == names
    assert dataset.num_rows == manifest["rows"]
    for row in dataset:
        digest.add(row)
    last = dataset[dataset.num_rows - 1]
    assert set(last) == set(names)
    return {"allocated": allocated, **digest.answer()}


def with_polars():
    import polars

    types = {
        "fixed-list": lambda kind: polars.Array(getattr(polars, POLARS_ITEMS[kind["item"]]), kind["length"]),
        "list": lambda kind: polars.List(getattr(polars, POLARS_ITEMS[kind["item"]])),
        "utf8": lambda _: polars.String,
    }
    for path, shard in zip(shard_paths(folder), manifest["shards"]):
        frame = polars.read_ipc_stream(path)
        assert frame.height == shard["rows"], path
        for column in manifest["columns"]:
            found = frame.schema[column["name"]]
            if column["name"] in params["dictionary"]:
                assert found == polars.Categorical, found
                continue
            assert found == types[column["type"]["kind"]](column["type"]), f"{found} is not {column}"
        for row in frame.iter_rows(named=True):
            digest.add(row)
    return digest.answer()


POLARS_ITEMS = {"uint8": "UInt8", "uint16": "UInt16", "int32": "Int32"}


def with_duckdb():
    """SQL over the mapped tables."""
    import duckdb
    import pyarrow

    connection = duckdb.connect()
    for path, shard in zip(shard_paths(folder), manifest["shards"]):
        table = pyarrow.ipc.open_stream(pyarrow.memory_map(path)).read_all()
        connection.register("shard", table)
        assert connection.sql("SELECT count(*) FROM shard").fetchall()[0][0] == shard["rows"], path
        found = [str(kind) for kind in connection.sql("SELECT * FROM shard").types]
        assert found == [duckdb_type(column["type"]) for column in manifest["columns"]], found
        for row in connection.sql("SELECT * FROM shard").fetchall():
            digest.add(dict(zip(names, row)))
        connection.unregister("shard")
    return digest.answer()


def duckdb_type(kind):
    if kind["kind"] == "utf8":
        return "VARCHAR"
    item = {"uint8": "UTINYINT", "uint16": "USMALLINT", "int32": "INTEGER"}[kind["item"]]
    return f"{item}[{kind['length']}]" if kind["kind"] == "fixed-list" else f"{item}[]"


tools = {
    "metadata": with_metadata,
    "pyarrow": with_pyarrow,
    "datasets": with_datasets,
    "polars": with_polars,
    "duckdb": with_duckdb,
}
json.dump(tools[job["tool"]](), sys.stdout)
