"""Opens the Parquet or JSON Lines shards of a text dataset with one tool and digests all rows.

Columns `meta` and `scores` are JSON: text in Parquet, objects in JSON Lines, where they are compared as such.
"""

import gzip
import json
import sys

from dataset_rows import RowDigest, manifest_of, shard_paths

job = json.load(sys.stdin)
folder = job["folder"]
manifest = manifest_of(folder)
paths = shard_paths(folder)
names = [column["name"] for column in manifest["columns"]]
json_names = ["meta", "scores"]
text_names = [name for name in names if name not in json_names]
digest = RowDigest(text_names)


def add(row):
    for name in json_names:
        value = row[name]
        assert isinstance(json.loads(value) if isinstance(value, str) else value, dict), value
    digest.add(row)


def shards_with_rows():
    return zip(paths, (shard["rows"] for shard in manifest["shards"]))


def parquet_with_pyarrow():
    import pyarrow
    import pyarrow.parquet

    for path, rows in shards_with_rows():
        table = pyarrow.parquet.read_table(path)
        assert table.num_rows == rows, path
        for field, column in zip(table.schema, manifest["columns"]):
            assert field.name == column["name"] and field.type == pyarrow.string(), field
            assert field.nullable == column["nullable"], field
        for row in table.to_pylist():
            add(row)


def parquet_with_polars():
    import polars

    for path, rows in shards_with_rows():
        frame = polars.read_parquet(path)
        assert frame.height == rows, path
        assert dict(frame.schema) == {name: polars.String for name in names}, frame.schema
        for row in frame.iter_rows(named=True):
            add(row)


def parquet_with_duckdb():
    import duckdb

    for path, rows in shards_with_rows():
        found = duckdb.read_parquet(path)
        assert found.columns == names and {str(kind) for kind in found.types} == {"VARCHAR"}, found.types
        records = found.fetchall()
        assert len(records) == rows, path
        for record in records:
            add(dict(zip(names, record)))


def parquet_with_datasets():
    from datasets import load_dataset

    add_all(load_dataset("parquet", data_files=paths, split="train", cache_dir=job["cache"]))


def feather_with_pyarrow():
    """Mapped, batch by batch from the last one on: the footer leads to each; buffers are aligned where they lie."""
    import pyarrow

    for path, rows in shards_with_rows():
        source = pyarrow.memory_map(path)
        start = source.read_buffer().address
        source.seek(0)
        file = pyarrow.ipc.open_file(source)
        batches = [file.get_batch(number) for number in reversed(range(file.num_record_batches))][::-1]
        assert sum(batch.num_rows for batch in batches) == rows, path
        for batch in batches:
            batch.validate(full=True)
            for column in batch.columns:
                for buffer in column.buffers():
                    assert buffer is None or buffer.size == 0 or (buffer.address - start) % 64 == 0
            for row in batch.to_pylist():
                add(row)


def feather_with_polars():
    import polars

    for path, rows in shards_with_rows():
        frame = polars.read_ipc(path)
        assert frame.height == rows, path
        for row in frame.iter_rows(named=True):
            add(row)


def jsonl_with_datasets():
    """With features: guessed ones fail on a column that is null all through the first shard."""
    import datasets

    if not hasattr(datasets, "Json"):
        json.dump({"skip": f"datasets {datasets.__version__} has no feature for JSON objects"}, sys.stdout)
        sys.exit()
    kinds = {name: datasets.Json() if name in json_names else datasets.Value("string") for name in names}
    rows = datasets.load_dataset(
        "json", data_files=paths, split="train", cache_dir=job["cache"], features=datasets.Features(kinds)
    )
    assert rows.column_names == names, rows.column_names
    add_all(rows)


def add_all(rows):
    assert rows.num_rows == manifest["rows"]
    for row in rows:
        add(row)


def jsonl_with_python():
    """The plain reader: gzip from the standard library, zstandard."""
    for path, rows in shards_with_rows():
        with open_text(path) as file:
            records = [json.loads(line) for line in file]
        assert len(records) == rows, path
        for record in records:
            assert list(record) == names, list(record)
            add(record)


def open_text(path):
    if path.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8", newline="\n")
    if path.endswith(".zst"):
        import zstandard

        return zstandard.open(path, "rt", encoding="utf-8", newline="\n")
    return open(path, encoding="utf-8", newline="\n")


def jsonl_with_polars():
    import polars

    for path, rows in shards_with_rows():
        frame = polars.read_ndjson(path, schema_overrides={name: polars.String for name in text_names})
        assert frame.height == rows and frame.columns == names, path
        for row in frame.iter_rows(named=True):
            add({**row, **{name: row[name] or {} for name in json_names}})


def jsonl_with_duckdb():
    import duckdb

    # Without declared types titles that look like dates would become dates.
    types = {name: "JSON" if name in json_names else "VARCHAR" for name in names}
    for path, rows in shards_with_rows():
        found = duckdb.read_json(path, format="newline_delimited", columns=types)
        records = found.fetchall()
        assert len(records) == rows, path
        for record in records:
            add(dict(zip(found.columns, record)))


tools = {
    "parquet": {
        "pyarrow": parquet_with_pyarrow,
        "polars": parquet_with_polars,
        "duckdb": parquet_with_duckdb,
        "datasets": parquet_with_datasets,
    },
    "feather": {"pyarrow": feather_with_pyarrow, "polars": feather_with_polars},
    "jsonl": {
        "python": jsonl_with_python,
        "polars": jsonl_with_polars,
        "duckdb": jsonl_with_duckdb,
        "datasets": jsonl_with_datasets,
    },
}
tools[job["format"]][job["tool"]]()
json.dump(digest.answer(), sys.stdout)
