"""The packed rows of a token dataset, rebuilt from the text dataset of the same recipe with Hugging Face tokenizers."""

import json
import sys

import pyarrow
from tokenizers import Tokenizer

from dataset_rows import manifest_of, shard_paths

job = json.load(sys.stdin)


def table_of(folder):
    tables = [pyarrow.ipc.open_stream(pyarrow.memory_map(path)).read_all() for path in shard_paths(folder)]
    return pyarrow.concat_tables(tables)


tokenizer = Tokenizer.from_str(job["tokenizer"])
tokenizer.encode_special_tokens = True
end_of_text = tokenizer.token_to_id(job["endOfText"])
texts = table_of(job["texts"]).column("text").to_pylist()
stream, starts = [], set()
for text in texts:
    starts.add(len(stream))
    stream += tokenizer.encode(text, add_special_tokens=False).ids + [end_of_text]

manifest = manifest_of(job["tokens"])
facts = manifest["facts"]
length = facts["sequence-length"]
assert manifest["tokens"] == len(stream), (manifest["tokens"], len(stream))
assert facts["documents"] == len(texts), (facts["documents"], len(texts))
assert facts["padding-tokens"] == -len(stream) % length
tokens = table_of(job["tokens"])
packed = [token for row in tokens.column("input_ids").to_pylist() for token in row]
assert packed[: len(stream)] == stream
assert len(packed) == len(stream) + facts["padding-tokens"]
for row, boundaries in enumerate(tokens.column("cu_seqlens").to_pylist()):
    start = row * length
    inside = {position - start for position in starts if start <= position < start + length}
    # A row begins and ends a sequence; so does the padding at the end of the corpus.
    expected = inside | {0, length} | ({len(stream) - start} if len(stream) < start + length else set())
    assert boundaries == sorted(expected), (row, boundaries, sorted(expected))
json.dump({"documents": len(texts), "tokens": len(stream)}, sys.stdout)
