"""Token ids of texts by Hugging Face tokenizers, tiktoken or sentencepiece: one digest a text, or the ids themselves; or texts of ids; or
where in the text each token stands, in code points."""

import array
import base64
import hashlib
import json
import sys

TEXTS_AT_ONCE = 256


def hugging_face(file, special_is_data):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(file)
    # True: names of special tokens that stand in a text are text, as `special-tokens: data` has it.
    tokenizer.encode_special_tokens = special_is_data

    def encode(texts):
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            batch = texts[start : start + TEXTS_AT_ONCE]
            for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
                yield encoding.ids

    def places(text):
        encoding = tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets

    return encode, lambda ids: tokenizer.decode(ids, skip_special_tokens=False), places


def ranks_of(file):
    ranks = {}
    for line in file["bpe_ranks"].splitlines():
        _, first, *tokens = line.split(" ")
        for rank, token in enumerate(tokens, int(first)):
            ranks[base64.b64decode(token)] = rank
    return ranks


def ranked(file, special_is_data):
    import tiktoken

    encoding = tiktoken.Encoding(
        "ranked",
        pat_str=file["pat_str"],
        mergeable_ranks=ranks_of(file),
        special_tokens=file["special_tokens"],
    )
    encode = encoding.encode_ordinary if special_is_data else lambda text: encoding.encode(text, allowed_special="all")

    def places(text):
        ids = encode(text)
        # It tells no ends.
        return ids, [(start, None) for start in encoding.decode_with_offsets(ids)[1]]

    return lambda texts: map(encode, texts), encoding.decode, places


def digest(ids):
    return hashlib.sha256(array.array("I", ids).tobytes()).hexdigest()


def word_piece(lines):
    """A vocab.txt as BERT's tokenizer reads it."""
    import tempfile

    from tokenizers import BertWordPieceTokenizer

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(lines)
        file.flush()
        return BertWordPieceTokenizer(file.name, lowercase=True).to_str()


def sentence_piece(model):
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=model)

    def places(text):
        # In bytes of UTF-8.
        pieces = processor.encode(text, return_type="proto").pieces
        characters = [at for at, character in enumerate(text) for _ in character.encode()] + [len(text)]
        return [piece.id for piece in pieces], [(characters[piece.begin], characters[piece.end]) for piece in pieces]

    return lambda texts: map(processor.encode, texts), processor.decode, places


def coder_of(file, special_is_data):
    if file.startswith(b"\n"):
        return sentence_piece(file)
    text = file.decode("utf-8")
    if not text.startswith("{"):
        text = word_piece(text)
    parsed = json.loads(text)
    if "bpe_ranks" in parsed:
        return ranked(parsed, special_is_data)
    return hugging_face(text, special_is_data)


job = json.load(sys.stdin)
encode, decode, places = coder_of(base64.b64decode(job["tokenizer"]), job["data"])
if "decode" in job:
    answer = [decode(ids) for ids in job["decode"]]
elif job.get("places"):
    answer = [places(text) for text in job["texts"]]
elif job["digests"]:
    answer = [digest(ids) for ids in encode(job["texts"])]
else:
    answer = list(encode(job["texts"]))
json.dump(answer, sys.stdout)
