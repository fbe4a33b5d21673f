"""Trains small tokenizers of the families and options that the shared ones do not have; answers their names."""

import io
import json
import os
import sys

import sentencepiece
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

job = json.load(sys.stdin)
texts, folder = job["texts"], job["folder"]
SIZE = 3600
names = []


def write(name, content):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)
    names.append(name)


def sentence_piece(name, **options):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts), model_writer=model, vocab_size=SIZE, num_threads=1,
        minloglevel=2, max_sentence_length=20000, hard_vocab_limit=options["model_type"] == "bpe", **options,
    )
    write(name, model.getvalue())


sentence_piece("unigram.model", model_type="unigram", character_coverage=0.98)
sentence_piece("unigram-bytes-symbols.model", model_type="unigram", byte_fallback=True, character_coverage=0.98,
               user_defined_symbols=["<n>", "中国", " a"], split_digits=True)
sentence_piece("unigram-identity.model", model_type="unigram", normalization_rule_name="identity",
               add_dummy_prefix=False, remove_extra_whitespaces=False, character_coverage=0.99)
sentence_piece("bpe-bytes-symbols.model", model_type="bpe", byte_fallback=True, character_coverage=0.98,
               normalization_rule_name="nfkc_cf", user_defined_symbols=["<n>", "<nn>", "的"])
sentence_piece("bpe-identity.model", model_type="bpe", normalization_rule_name="identity", byte_fallback=True,
               remove_extra_whitespaces=False, character_coverage=0.99, split_by_whitespace=False)


def field(message, wanted):
    """Bytes of a field of a protobuf message; the modules that read them are not everywhere."""

    def varint(at):
        value = shift = 0
        while True:
            value |= (message[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if message[at - 1] < 0x80:
                return value, at

    at = 0
    while at < len(message):
        key, at = varint(at)
        if key & 7 == 2:
            length, at = varint(at)
            if key >> 3 == wanted:
                return message[at : at + length]
            at += length
        elif key & 7 == 0:
            _, at = varint(at)
        else:
            at += {1: 8, 5: 4}[key & 7]
    raise KeyError(wanted)


def hugging_face(name, tokenizer, trainer):
    tokenizer.train_from_iterator(texts, trainer)
    write(name, tokenizer.to_str().encode("utf-8"))


for scheme, split in (("always", True), ("first", True), ("never", False)):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme, split=split)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme=scheme, split=split)
    special = ["<unk>", "<s>", "</s>"]
    hugging_face(f"unigram-{scheme}.json", tokenizer,
                 trainers.UnigramTrainer(vocab_size=SIZE, unk_token="<unk>", special_tokens=special, show_progress=False))

    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=split, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme, split=True)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme=scheme, split=True)
    hugging_face(f"bpe-{scheme}.json", tokenizer,
                 trainers.BpeTrainer(vocab_size=SIZE, special_tokens=special, limit_alphabet=1500, show_progress=False))

# As XLM-R, mBART and T5 have it: the rules of a SentencePiece model, white space that only parts words; and as newer conversions do.
charsmap = field(field(open(os.path.join(folder, "unigram.model"), "rb").read(), 3), 2)
whole = normalizers.Precompiled(charsmap)
runs = Regex(" {2,}")
for name, normalizer, words in (
    ("xlm-r", whole, [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]),
    ("bge-m3", normalizers.Sequence([whole, normalizers.Replace(runs, " ")]), [pre_tokenizers.Metaspace()]),
    ("t5-new", normalizers.Sequence([whole, normalizers.Strip(False, True), normalizers.Replace(runs, "\u2581")]),
     [pre_tokenizers.Metaspace()]),
):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(words) if len(words) > 1 else words[0]
    tokenizer.decoder = decoders.Metaspace()
    hugging_face(f"unigram-{name}.json", tokenizer,
                 trainers.UnigramTrainer(vocab_size=SIZE, unk_token="<unk>", special_tokens=["<s>", "<pad>", "</s>", "<unk>"],
                                         show_progress=False))

# As Llama and Mistral have it: normalizers mark the spaces, the whole text is one word, what has no token is bytes.
tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
# Only training needs words: a text as one would be slow.
tokenizer.pre_tokenizer = pre_tokenizers.Split("\u2581", "merged_with_next")
tokenizer.decoder = decoders.Sequence(
    [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
)
tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
    vocab_size=SIZE, limit_alphabet=1500, show_progress=False,
    special_tokens=["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))],
))
llama = json.loads(tokenizer.to_str())
llama["pre_tokenizer"] = None
# Bytes are ordinary entries there.
llama["added_tokens"] = llama["added_tokens"][:3]
write("bpe-llama.json", json.dumps(llama).encode("utf-8"))


CASED = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
LOWERED = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
ENDING = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
O200K = (
    rf"[^\r\n\p{{L}}\p{{N}}]?{CASED}*{LOWERED}+{ENDING}|[^\r\n\p{{L}}\p{{N}}]?{CASED}+{LOWERED}*{ENDING}"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
DEEPSEEK = [
    r"\p{N}{1,3}",
    "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
    "| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+",
]


def byte_level(name, patterns, behavior="isolated", invert=False, change=lambda model: None, first=None):
    tokenizer = Tokenizer(models.BPE())
    splits = [pre_tokenizers.Split(Regex(pattern), behavior, invert) for pattern in patterns]
    if first is not None:
        splits = [first]
    last = pre_tokenizers.ByteLevel(False, use_regex=first is not None)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([*splits, last])
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=SIZE, initial_alphabet=alphabet,
                                                             show_progress=False))
    file = json.loads(tokenizer.to_str())
    change(file["model"])
    write(name, json.dumps(file).encode("utf-8"))


byte_level("byte-level-o200k.json", [O200K])
byte_level("byte-level-o200k-removed.json", [O200K], "removed", True)
byte_level("byte-level-deepseek.json", DEEPSEEK)
byte_level("byte-level-tekken.json", [O200K.replace(ENDING, "").replace("{1,3}", "")])
byte_level("byte-level-bloom.json", [" ?[^(\\s|[.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c])]+"])
# StarCoder, Command R, SmolLM: digits before the pattern of GPT-2.
byte_level("byte-level-each-digit.json", [], first=pre_tokenizers.Digits(True))
byte_level("byte-level-digits.json", [], first=pre_tokenizers.Digits(False))
# Merges that come before the merges of their parts, as vocabularies have them that were put together by hand.
byte_level("byte-level-late-parts.json", [O200K], change=lambda model: model["merges"].reverse())
byte_level("byte-level-whole-words.json", [O200K],
           change=lambda model: (model["merges"].sort(key=lambda pair: pair[::-1]), model.update(ignore_merges=True)))

json.dump(names, sys.stdout)
