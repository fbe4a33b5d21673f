"""Answers with what OpenCC itself makes of texts: {"config": "tw2s", "texts": [...]} on stdin, a JSON array on stdout."""

import json
import sys

import opencc

job = json.load(sys.stdin)
converter = opencc.OpenCC(job["config"])
json.dump([converter.convert(text) for text in job["texts"]], sys.stdout)
