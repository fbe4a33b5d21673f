/**
 * Reads WebDataset tars: members that share a key are one record of a picture and its texts.
 *
 * A plain tar is cut into ranges of members: a record belongs to the split where its first header stands. A compressed one
 * is read whole by one split.
 */
import { z } from "zod";
import { defineSource, type ReadResult, type Split } from "../../pipeline/contracts/stage.js";
import { ByteReader } from "../../pipeline/storage/compression/byte-reader.js";
import {
  decompressFile,
  detectCompression,
  isUnpacked,
} from "../../pipeline/storage/compression/compression.js";
import { CompressionFailure } from "../../pipeline/storage/compression/compression-failure.js";
import { nextMember, paddingOf, type TarMember } from "../../pipeline/storage/formats/tar.js";
import { isRemote } from "../../pipeline/storage/location.js";
import { readBytes, readHead } from "../../pipeline/storage/read-bytes.js";
import { failure, wrongPacking } from "./bytes/failure.js";
import { packedEndings } from "./bytes/packed-endings.js";
import { inBatches } from "./bytes/result-batches.js";
import { extensionOf, groupKey, isImageName } from "./pictures/member-names.js";
import { textsOf } from "./pictures/picture-texts.js";
import { findGroupStart } from "./pictures/tar-start.js";
import { batchParameter, limitParameter, noteParameters } from "./read-parameters.js";
import { imageSample } from "./records/image-sample.js";

const parameters = z.strictObject({
  ...noteParameters("member"),
  "max-member-bytes": limitParameter(
    32 * 2 ** 20,
    "Members above this many bytes are skipped; their record is quarantined, as is one of more than four times as many bytes or of more than 256 members.",
  ),
  "batch-bytes": batchParameter(4 * 2 ** 20),
});

/** A record is held in memory, and its texts go with each of its pictures: so many members it may have. */
const maxMembers = 256;
/** And so many times the bytes that a member may have. */
const largestMembers = 4;

type Params = z.output<typeof parameters>;

export const readWebdataset = defineSource({
  name: "read-webdataset",
  summary: "Reads pictures with captions from WebDataset tars, plain or packed.",
  source: "WebDataset: members with one key are one sample; POSIX.1-2017 pax and GNU tar headers",
  parameters,
  cost: { memoryBytes: 64 << 20 },
  endings: [...packedEndings(".tar"), ".tgz"],
  // The start of a group is found by walking the headers of the tar. In a store each header would be a request, so tars there are
  // not cut.
  divisible: (file) => /\.tar$/i.test(file) && !isRemote(file),
  read: readSplit,
});

/** Members of one key, as they came. */
interface Group {
  readonly key: string;
  readonly start: number;
  bytes: number;
  readonly members: { readonly name: string; readonly body: Buffer }[];
  /** Why it is too much, once it is: none of the members from there on is read. */
  excess: string | undefined;
}

async function* readSplit(split: Split, params: Params): AsyncGenerator<readonly ReadResult[]> {
  const { file } = split;
  const compression = detectCompression(await readHead(file, 6));
  const isPlain = compression === "none";
  if (!isPlain && split.start > 0) return;
  if (!isUnpacked(compression)) {
    yield [failure(`${file}@0`, ...wrongPacking(compression))];
    return;
  }
  const start = isPlain ? await findGroupStart(file, split.start) : 0;
  const end = isPlain ? split.end : Number.POSITIVE_INFINITY;
  if (start === undefined || start >= end) return;
  const blocks = isPlain ? readBytes(file, start) : decompressFile(file, compression);
  const groups = readGroups(new ByteReader(blocks), start, end, split, params);
  yield* inBatches(groups, params["batch-bytes"]);
}

/** Records whose first header stands before `end`. */
async function* readGroups(
  reader: ByteReader,
  base: number,
  end: number,
  split: Split,
  params: Params,
): AsyncGenerator<ReadResult> {
  let group: Group | undefined;
  try {
    for (;;) {
      const member = await nextMember(reader);
      if (member === undefined) break;
      if (member.kind === "damage") {
        if (group !== undefined) yield* resultsOf(group, split, params);
        group = undefined;
        // What begins behind this split is told by the one that it begins in.
        if (base + member.start < end)
          yield failure(`${split.file}@${base + member.start}`, member.code, member.message);
        break;
      }
      const start = base + member.start;
      const key = groupKey(member.name);
      if (group !== undefined && (group.key !== key || member.what !== "file")) {
        yield* resultsOf(group, split, params);
        group = undefined;
      }
      if (group === undefined && start >= end) break;
      if (member.what !== "file") {
        if (!["folder", "volume label"].includes(member.what)) {
          const message = `"${member.name}" is a ${member.what}, no file: nothing of it was read`;
          yield failure(`${split.file}@${start}`, "no-file", message);
        }
        await reader.skip(member.size + paddingOf(member.size));
        continue;
      }
      group ??= { key, start, bytes: 0, members: [], excess: undefined };
      group.excess ??= excessOf(member, group, params["max-member-bytes"]);
      // A copy: the reader's blocks are large and would stay in memory as long as one picture of them.
      const body = group.excess === undefined ? Buffer.from(await reader.take(member.size)) : undefined;
      const there = body?.length ?? (await reader.skip(member.size));
      if (there < member.size) {
        const message = `the archive ends inside "${member.name}" (${there} of ${member.size} bytes)`;
        yield failure(`${split.file}@${group.start}`, "truncated-tar", message, body);
        group = undefined;
        break;
      }
      if (body !== undefined) {
        group.bytes += body.length;
        group.members.push({ name: member.name, body });
      }
      await reader.skip(paddingOf(member.size));
    }
  } catch (error) {
    if (!(error instanceof CompressionFailure)) throw error;
    if (group !== undefined) yield* resultsOf(group, split, params);
    group = undefined;
    yield failure(`${split.file}@${error.offset}`, error.code, `${error.message}; what follows was not read`);
  } finally {
    await reader.close();
  }
  if (group !== undefined) yield* resultsOf(group, split, params);
}

/** Why a member would be too much for its record. */
function excessOf({ name, size }: TarMember, group: Group, limit: number): string | undefined {
  if (size > limit) return `"${name}" has ${size} bytes, the limit is ${limit}`;
  if (group.bytes + size > largestMembers * limit)
    return `the record "${group.key}" has more than ${largestMembers * limit} bytes`;
  if (group.members.length === maxMembers)
    return `the record "${group.key}" has more than ${maxMembers} members`;
  return undefined;
}

/** Makes one sample of each picture in a group. All of them get the texts of the group. */
function* resultsOf(group: Group, split: Split, params: Params): Generator<ReadResult> {
  const origin = `${split.file}@${group.start}`;
  const pictures = group.members.filter(({ name }) => isImageName(name));
  if (group.excess !== undefined) {
    yield failure(origin, "over-size", group.excess);
    return;
  }
  if (pictures.length === 0) {
    const names = group.members.map(({ name }) => `"${extensionOf(name)}"`).join(", ");
    const message = `the record "${group.key}" holds no picture, only ${names}`;
    yield failure(origin, "no-image", message, group.members[0]?.body);
    return;
  }
  const described = textsOf(
    group.members.map((member) => ({ ...member, extension: extensionOf(member.name) })),
    params,
  );
  if ("problem" in described) {
    yield failure(origin, "invalid-json", described.problem, described.raw);
    return;
  }
  for (const [index, { name, body }] of pictures.entries()) {
    const sample = imageSample({
      id: pictures.length === 1 ? group.key : `${group.key}.${extensionOf(name)}`,
      source: split.input,
      origin,
      bytes: body,
      ...described,
    });
    yield { sample, bytes: index === 0 ? group.bytes : body.length };
  }
}
