"""Answers with what trafilatura extracts: {"file": JSON Lines of pages} on stdin; its version, CPU seconds, texts."""

import json
import sys
import time

import trafilatura

seconds = 0.0
texts = []
with open(json.load(sys.stdin)["file"], encoding="utf-8") as pages:
    for line in pages:
        html = json.loads(line)
        began = time.process_time()
        texts.append(trafilatura.extract(html, include_comments=False) or "")
        seconds += time.process_time() - began
json.dump({"version": trafilatura.__version__, "seconds": seconds, "texts": texts}, sys.stdout)
