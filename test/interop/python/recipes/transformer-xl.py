"""Transformer-XL rows: lanes go on from step to step, memory stops at documents, prompts are not learned."""

import json
import os
import sys

import numpy

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from training_rows import columns_of, tokenizer_of

job = json.load(sys.stdin)
facts, columns, rows = columns_of(job["folder"])
lanes, steps, memory = facts["lanes"], facts["steps"], facts["memory"]
assert (facts["sequence-length"], memory) == (512, 256) and rows == lanes * steps
text, target = columns["text"].astype(int), columns["target"].astype(int)
loss, bounds = columns["loss_mask"], columns["cu_seqlens"]
assert (text[:, 1:] == target[:, :-1]).all()
by_lane = lambda values: values.reshape(steps, lanes, -1)
# Row b of step t + 1 begins with the token that row b of step t ended on as its target.
assert (by_lane(text)[1:, :, 0] == by_lane(target)[:-1, :, -1]).all()
tokenizer = tokenizer_of(job["tokenizer"])
end = tokenizer.token_to_id("<|endoftext|>")
# The end of a document is a target, never learned as an input.
assert not loss[text == end].any() and loss[target == end].all()
checked = 0
for lane in range(lanes):
    stream = by_lane(text)[:, lane].reshape(-1)
    learned = by_lane(loss)[:, lane].reshape(-1)
    ends = numpy.where(stream == end)[0]
    for step in range(steps):
        row, start = step * lanes + lane, step * 512
        inside = [int(at) + 1 - start for at in ends if start <= at < start + 511]
        assert bounds[row][1:-1] == inside
        if step > 0:
            last = max([int(at) + 1 for at in ends if at < start], default=None)
            if last is not None or start >= memory:
                visible = min(memory, start - (last or 0)) if last is not None else memory
                assert columns["memory"][row] == visible, (columns["memory"][row], visible)
    for first, last in zip(ends[:-1] + 1, ends[1:]):
        document = stream[first:last].tolist()
        whole = tokenizer.decode(document)
        assert whole.startswith("标题：") and " 内容：" in whole
        # The first learned target is the first token behind the prompt.
        begin = int(numpy.argmax(learned[first:last]))
        assert tokenizer.decode(document[: begin + 1]).rstrip().endswith("内容：") and learned[first + begin : last].all()
        checked += 1
assert checked > 20
json.dump({"rows": rows, "documents": checked}, sys.stdout)
