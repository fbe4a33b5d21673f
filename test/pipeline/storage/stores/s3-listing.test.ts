/** Pages of a listing, as stores write them: an object that is read wrong, or not at all, is a part of the corpus that nobody misses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseListing } from "../../../../pipeline/storage/stores/s3-listing.js";

const page =
  '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix>in/</Prefix>' +
  "<NextContinuationToken>a&amp;b&#x2f;c</NextContinuationToken><KeyCount>2</KeyCount><IsTruncated>true</IsTruncated>" +
  "<Contents><LastModified>2026-11-26T22:38:09Z</LastModified><ETag>&#34;32fc&#34;</ETag><Key>in/&lt;甲&gt; &amp;amp; &apos;乙&apos;&#13;.jsonl</Key>" +
  "<Size>3025</Size><StorageClass>STANDARD</StorageClass></Contents>\n" +
  "<Contents><Key>in/b &quot;c&quot; </Key><LastModified>2026-11-26T22:38:09.120Z</LastModified><Size>0</Size>" +
  "<Owner><ID>key</ID><DisplayName>Key</DisplayName></Owner></Contents></ListBucketResult>";

test("keys with signs, spaces and entities of all kinds are those that the store holds", () => {
  assert.deepEqual(parseListing(page), {
    objects: [
      {
        key: "in/<甲> &amp; '乙'\r.jsonl",
        size: 3025,
        modified: new Date("2026-11-26T22:38:09Z"),
        etag: '"32fc"',
      },
      { key: 'in/b "c" ', size: 0, modified: new Date("2026-11-26T22:38:09.120Z"), etag: undefined },
    ],
    next: "a&b/c",
  });
  assert.equal(parseListing(page.replace("true", "false")).next, undefined);
  assert.deepEqual(parseListing('<ListBucketResult xmlns="x"></ListBucketResult>\n').objects, []);
  assert.deepEqual(parseListing(page.replaceAll("<Contents>", '<Contents xmlns="x">')), parseListing(page));
  assert.equal(parseListing(page.replace("in/b", "&toString;")).objects[1]?.key, '&toString; "c" ');
  assert.equal(parseListing(page.replace("in/b", "&#x110000;")).objects[1]?.key, '&#x110000; "c" ');
});

test("a page that is cut anywhere, or lacks what it announces, is asked for again and not taken for a short listing", () => {
  for (let end = 0; end < page.length; end++)
    assert.throws(() => parseListing(page.slice(0, end)), /listing/);
  for (const [there, instead] of [
    ["<KeyCount>2", "<KeyCount>3"],
    ["<Size>0</Size>", ""],
    ["<Size>0</Size>", "<Size></Size>"],
    ["<Key>in/b", "<Kex>in/b"],
    ["<NextContinuationToken>a&amp;b&#x2f;c</NextContinuationToken>", ""],
    ["</Contents></List", "</List"],
  ] as const)
    assert.throws(() => parseListing(page.replace(there, instead)), { name: "CutShort" });
});
