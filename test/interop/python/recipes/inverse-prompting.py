"""The text, cut at 400 characters, in the prompt; its title as the answer."""

import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
from prompt_rows import check

check(512, lambda prompt, sources: prompt.endswith("”的标题是：") and len(prompt) > 10)
