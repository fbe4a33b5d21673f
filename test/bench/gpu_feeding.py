"""Trains a small GPT on a GPU from the mapped Arrow shards of a packed dataset, and tells whether the data keeps up.

    python3 test/bench/gpu_feeding.py DATASET

Needs torch with CUDA and pyarrow; CI has neither, so this is run by hand where a GPU is. It prints one JSON object:

- loader: tokens a second that one process copies from the shards to the GPU, in random order
- resident, fed: tokens a second of training on one batch that stays on the GPU, and on batches from the shards
- o_direct, cufile: whether a read of a whole token buffer past the page cache equals what pyarrow maps, or what it failed with;
  both want a dataset of `write-arrow: { alignment: 4096 }`, cuFile its driver as well
"""

import glob
import json
import mmap
import os
import sys
import time
from bisect import bisect
from itertools import accumulate

import numpy
import pyarrow as pa
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

BATCH, STEPS = 16, 60


class Blocks(Dataset):
    """Rows of `input_ids` as they lie in the shards: nothing is copied before the batch is."""

    def __init__(self, folder):
        self.shards = sorted(glob.glob(os.path.join(folder, "*.arrow")))
        self.parts = None
        self.ends = list(accumulate(len(part) for part in self.opened()))

    def opened(self):
        # Each process maps the files for itself.
        if self.parts is None:
            self.parts = []
            for shard in self.shards:
                for batch in pa.ipc.open_stream(pa.memory_map(shard)):
                    column = batch.column("input_ids")
                    flat = column.flatten().to_numpy(zero_copy_only=True)
                    self.parts.append(flat.reshape(len(column), -1))
        return self.parts

    def __getstate__(self):
        return {"shards": self.shards, "ends": self.ends, "parts": None}

    def __len__(self):
        return self.ends[-1]

    def __getitem__(self, index):
        part = bisect(self.ends, index)
        return torch.from_numpy(self.opened()[part][index - self.ends[part]].astype(numpy.int64))


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.joint, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        size = x.shape
        parts = self.joint(self.before(x)).view(size[0], size[1], 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        seen = nn.functional.scaled_dot_product_attention(*parts, is_causal=True)
        x = x + self.out(seen.transpose(1, 2).reshape(size))
        return x + self.down(nn.functional.gelu(self.up(self.between(x))))


class SmallGpt(nn.Module):
    def __init__(self, vocabulary, length, width=512, layers=6):
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        self.layers = nn.Sequential(*(Layer(width, width // 64) for _ in range(layers)))
        self.head = nn.Linear(width, vocabulary, bias=False)

    def forward(self, ids):
        x = self.tokens(ids) + self.places(torch.arange(ids.shape[1], device=ids.device))
        logits = self.head(self.layers(x))
        return nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1).float(), ids[:, 1:].flatten())


def endless(loader):
    while True:
        yield from loader


def train(model, batches, steps):
    """Tokens a second, and the loss at the first and the last step."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, fused=True)
    losses = []
    for step in range(steps + 10):
        if step == 10:
            torch.cuda.synchronize()
            began = time.perf_counter()
        ids = next(batches).to("cuda", non_blocking=True)
        with torch.autocast("cuda", torch.bfloat16):
            loss = model(ids)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.detach())
    torch.cuda.synchronize()
    rate = steps * ids.numel() / (time.perf_counter() - began)
    return rate, losses[0].item(), losses[-1].item()


def load_only(blocks, batches=400):
    order = numpy.random.default_rng(0).integers(0, len(blocks), batches * BATCH).tolist()
    buffer = torch.empty((BATCH, len(blocks[0])), dtype=torch.int32, pin_memory=True)
    parts, ends = blocks.opened(), blocks.ends
    began = time.perf_counter()
    for start in range(0, len(order), BATCH):
        torch.cuda.synchronize()
        for place, index in enumerate(order[start : start + BATCH]):
            part = bisect(ends, index)
            buffer.numpy()[place] = parts[part][index - ends[part]]
        buffer.to("cuda", non_blocking=True)
    torch.cuda.synchronize()
    return batches * buffer.numel() / (time.perf_counter() - began)


def token_buffer(shard):
    """The first batch's tokens as pyarrow maps them, and where they begin in the file."""
    everything = pa.memory_map(shard).read_buffer()
    tokens = next(iter(pa.ipc.open_stream(everything))).column("input_ids").flatten()
    offset = tokens.buffers()[1].address - everything.address
    return tokens.to_numpy(zero_copy_only=True).view(numpy.uint8), offset


def past_the_cache(shard, length, offset):
    """Reads with O_DIRECT, which takes whole pages only, and copies to the GPU."""
    buffer = mmap.mmap(-1, -(-length // mmap.PAGESIZE) * mmap.PAGESIZE)
    file = os.open(shard, os.O_RDONLY | os.O_DIRECT)
    try:
        read = 0
        # One call reads 2 GiB at most.
        while read < length:
            read += os.preadv(file, [memoryview(buffer)[read : read + (1 << 30)]], offset + read)
    finally:
        os.close(file)
    return torch.frombuffer(buffer, dtype=torch.uint8, count=length).cuda()


def by_cufile(shard, length, offset):
    storage = torch.empty(length, dtype=torch.uint8, device="cuda").untyped_storage()
    torch.cuda.gds.GdsFile(shard, os.O_RDONLY).load_storage(storage, offset)
    return torch.empty(0, dtype=torch.uint8, device="cuda").set_(storage)


def direct(read, shard):
    tokens, offset = token_buffer(shard)
    try:
        began = time.perf_counter()
        got = read(shard, len(tokens), offset)
        torch.cuda.synchronize()
        seconds = time.perf_counter() - began
    except Exception as problem:  # cuFile needs its driver; O_DIRECT an offset of whole pages and a disk
        return str(problem)
    wanted = torch.from_numpy(tokens.copy())
    return {"equal": bool(torch.equal(got.cpu(), wanted)), "megabytes_per_second": round(len(tokens) / 1e6 / seconds)}


def main(folder):
    with open(os.path.join(folder, "manifest.json")) as stream:
        facts = json.load(stream)["facts"]
    blocks = Blocks(folder)
    torch.manual_seed(0)
    torch.set_float32_matmul_precision("high")
    model = SmallGpt(facts["vocabulary-size"], facts["sequence-length"]).cuda()
    one = torch.stack([blocks[index] for index in range(BATCH)]).cuda()
    resident, *_ = train(model, iter(lambda: one, None), STEPS)
    model = SmallGpt(facts["vocabulary-size"], facts["sequence-length"]).cuda()
    loader = DataLoader(
        blocks, BATCH, shuffle=True, drop_last=True, num_workers=2, pin_memory=True, persistent_workers=True
    )
    fed, first, last = train(model, endless(loader), STEPS)
    answer = {
        "gpu": torch.cuda.get_device_name(),
        "rows": len(blocks),
        "loader": round(load_only(blocks)),
        "resident": round(resident),
        "fed": round(fed),
        "fed_to_resident": round(fed / resident, 3),
        "loss": [round(first, 2), round(last, 2)],
        "o_direct": direct(past_the_cache, blocks.shards[0]),
        "cufile": direct(by_cufile, blocks.shards[0]),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
