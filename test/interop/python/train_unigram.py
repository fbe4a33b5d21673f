"""Trains Unigram with sentencepiece on texts, their lines being its sentences; no character is rewritten."""

import io
import json
import sys

import sentencepiece

job = json.load(sys.stdin)
model = io.BytesIO()
sentencepiece.SentencePieceTrainer.train(
    sentence_iterator=(line for text in job["texts"] for line in text.split("\n")), model_writer=model,
    model_type="unigram", vocab_size=job["size"], character_coverage=0.9995, byte_fallback=True,
    normalization_rule_name="identity", remove_extra_whitespaces=False, add_dummy_prefix=False,
    max_sentence_length=20000, num_threads=2, minloglevel=2,
)
with open(job["model"], "wb") as file:
    file.write(model.getvalue())
json.dump(None, sys.stdout)
