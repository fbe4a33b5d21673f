"""Runs a code block of the README as a reader would: from the folder that holds `out/`."""

import contextlib
import io
import json
import os
import sys

job = json.load(sys.stdin)
os.chdir(job["folder"])
printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    exec(compile(job["code"], "README.md", "exec"), {"__name__": "__main__"})
json.dump(printed.getvalue(), sys.stdout)
