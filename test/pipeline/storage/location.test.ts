import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { resolveLocation } from "../../../pipeline/storage/location.js";

test("an address of a file with two slashes is told with what to write, and is no crash", () => {
  assert.equal(resolveLocation("/base", "file:///data/a%20b"), "/data/a b");
  for (const written of ["file://data/in.jsonl", "file:///a%2Fb", "file:///a%zz"])
    assert.throws(
      () => resolveLocation("/base", written),
      (error) => error instanceof UserError && error.code === "bad-location",
      written,
    );
});

test("a password, key or signature in an address is not repeated in the error, and never becomes the location of a plan", () => {
  const secret = "S3CR3T";
  for (const written of [
    `https://user:${secret}@host/x`,
    `https://user:p@${secret}@host/x`,
    `https://host/x?a=b&X-Amz-Credential=${secret}&X-Amz-Signature=${secret}`,
    `https://account.blob.core.windows.net/c/x?sv=1&sig=${secret}`,
    `https://host/x?access_token=${secret}#b`,
    `https://b.oss-cn-hangzhou.aliyuncs.com/x?x-oss-credential=${secret}&x-oss-signature=${secret}`,
    `https://b.cos.ap-beijing.myqcloud.com/x?q-sign-algorithm=sha1&q-ak=${secret}&q-signature=${secret}`,
    `https://b.tos-cn-beijing.volces.com/x?X-Tos-Credential=${secret}&X-Tos-Signature=${secret}`,
    `https://b.bj.bcebos.com/x?authorization=bce-auth-v1/${secret}`,
    `file://user:${secret}@host/x`,
    `s3://key:${secret}@bucket/x`,
    `s3://key:with/slash${secret}@bucket/x`,
    `s3://bucket/x.jsonl?X-Amz-Signature=${secret}`,
    `s3://bucket/x.jsonl?versionId=1&AWSAccessKeyId=${secret}&Signature=${secret}`,
  ])
    assert.throws(
      () => resolveLocation("/base", written),
      (error) => error instanceof UserError && !error.message.includes(secret),
      written,
    );
});

test("a key with a question mark or an at sign, and a glob, are locations as before", () => {
  for (const written of [
    "s3://bucket/a@b?c=d.jsonl",
    "s3://bucket/part-?.jsonl",
    "s3://bucket/a?key.jsonl",
    "s3://bucket/a&key=1",
  ])
    assert.equal(resolveLocation("/base", written), written);
});

test("an address on the web is told with what to do with it", () => {
  assert.throws(
    () => resolveLocation("/base", "https://host/x.jsonl"),
    /no store "https:"[\s\S]*copy there first/,
  );
});
