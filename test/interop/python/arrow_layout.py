"""Where the buffers of an Arrow IPC stream lie, from its metadata alone (a few lines of flatbuffers, no Arrow library).

Message: 0 version, 1 header type, 2 header, 3 body length. RecordBatch: 0 length, 1 nodes, 2 buffers (int64 offset in
the body, int64 length). Source: format/Message.fbs of Apache Arrow, flatbuffers' internals page.
"""

import struct

RECORD_BATCH = 3
CONTINUATION = 0xFFFFFFFF


class Table:
    def __init__(self, data, position):
        self.data = data
        self.position = position
        self.vtable = position - struct.unpack_from("<i", data, position)[0]
        self.vtable_bytes = struct.unpack_from("<H", data, self.vtable)[0]

    def field(self, index):
        slot = 4 + 2 * index
        offset = struct.unpack_from("<H", self.data, self.vtable + slot)[0] if slot < self.vtable_bytes else 0
        return self.position + offset if offset else None

    def number(self, index, kind):
        at = self.field(index)
        return 0 if at is None else struct.unpack_from(kind, self.data, at)[0]

    def target(self, index):
        at = self.field(index)
        return at + struct.unpack_from("<I", self.data, at)[0]


def record_batches(data):
    """For each record batch of the stream: (rows, [(offset in the file, bytes) of each buffer])."""
    batches = []
    position = 0
    while True:
        mark, metadata_bytes = struct.unpack_from("<Ii", data, position)
        assert mark == CONTINUATION, f"no message at byte {position}"
        if metadata_bytes == 0:
            assert position + 8 == len(data), "bytes follow the end of the stream"
            return batches
        start = position + 8
        body = start + metadata_bytes
        message = Table(data, start + struct.unpack_from("<I", data, start)[0])
        body_bytes = message.number(3, "<q")
        if message.number(1, "<B") == RECORD_BATCH:
            batch = Table(data, message.target(2))
            vector = batch.target(2)
            count = struct.unpack_from("<I", data, vector)[0]
            buffers = []
            for index in range(count):
                offset, length = struct.unpack_from("<qq", data, vector + 4 + 16 * index)
                assert 0 <= offset and offset + length <= body_bytes, "a buffer leaves its body"
                buffers.append((body + offset, length))
            batches.append((batch.number(0, "<q"), buffers))
        position = body + body_bytes
