"""Headline in the prompt, article as the answer."""

import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
from prompt_rows import check

check(1024, lambda prompt, sources: prompt.startswith("标题：") and prompt.endswith("内容：") and prompt[3:-3] in sources)
