/** Characters that tell of a wrong charset. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { countMisread } from "../../../../stages/text/mojibake/misread-characters.js";
import { unitsOf } from "../../../../stages/text/units/units.js";
import { sharedRecords } from "../../../support/records.js";
import { withoutData } from "../../../support/wudao.js";

function misreadIn(text: string): number {
  return countMisread(unitsOf(text), text.length);
}

function rows(charset: string, first: number, last: number): string[] {
  const bytes: number[] = [];
  for (let lead = first; lead <= last; lead++)
    for (let trail = 0xa1; trail <= 0xfe; trail++) bytes.push(lead, trail);
  return Array.from(new TextDecoder(charset).decode(Uint8Array.from(bytes)).replaceAll("\uFFFD", ""));
}

const lists: Readonly<Record<string, readonly string[]>> = {
  "Unicode's Han": Array.from({ length: 0x51a6 }, (_, i) => String.fromCharCode(0x4e00 + i)),
  "Extension A": Array.from({ length: 0x19c0 }, (_, i) => String.fromCharCode(0x3400 + i)),
  "Hangul syllables": Array.from({ length: 0x2ba4 }, (_, i) => String.fromCharCode(0xac00 + i)),
  "GB 2312, level 1": rows("gbk", 0xb0, 0xd7),
  "GB 2312, level 2": rows("gbk", 0xd8, 0xf7),
  "Big5, level 2": rows("big5", 0xc9, 0xf9),
  "JIS, level 2": rows("euc-jp", 0xd0, 0xf4),
  "Hanja of KS X 1001": rows("euc-kr", 0xca, 0xfd),
};

describe("misread characters", () => {
  test("a list of rare characters in the order of a standard is not taken for a wrong charset", () => {
    for (const [name, characters] of Object.entries(lists)) {
      assert.ok(characters.length > 2000, name);
      for (const size of [30, 60, 200, 1000])
        for (let at = 0; at < characters.length; at += size) {
          const text = characters.slice(at, at + size).join("");
          assert.equal(misreadIn(text), 0, `${name} from ${at}: ${text.slice(0, 60)}`);
        }
    }
  });

  test("names, Cantonese, Hangul beside Hanja and old poems are not", () => {
    const texts = [
      "嘉敏、嘉慧、嘉琪、嘉莹、嘉欣、嘉怡、静怡、静欣、佩珊、佩仪、诗敏、诗琪、晓怡、晓君、颖诗、子聪、子建、子杰、嘉成、梓轩、懿轩、烨伟、弘文、哲瀚、雨泽、鑫鹏、昊焱、睿渊、珺琪、墨彤",
      "我哋喺度嘅嘢都係好平靚正㗎,你哋話唔好食嘅嘅話,咁就唔好食囉。佢哋琴日嚟咗呢度,冇嘢好講,攞咗啲嘢就走咗去,噉樣真係唔得㗎喎,乜嘢嚟㗎?唔該晒你哋啦喂。",
      "大韓民國은 民主共和國이다. 大韓民國의 主權은 國民에게 있고, 모든 權力은 國民으로부터 나온다. 大韓民國의 國民이 되는 要件은 法律로 定한다. 國家는 法律이 定하는 바에 의하여 在外國民을 保護할 義務를 진다.",
      "斷竹,續竹;飛土,逐宍。關關雎鳩,在河之洲。窈窕淑女,君子好逑。參差荇菜,左右流之。蒹葭蒼蒼,白露為霜。彼黍離離,彼稷之苗。螽斯羽,詵詵兮。宜爾子孫,振振兮。螽斯羽,薨薨兮。宜爾子孫,繩繩兮。",
    ];
    for (const text of texts) assert.equal(misreadIn(text), 0, text);
  });

  test("names with wide spaces between are not", () => {
    const given = Array.from(
      "翀嫣璐瑜琪瑶婷娜娟燕萍昀蓉薇莉菲倩怀雯淇潇涵晗攀昕旭晖曦熙刀炜烁煜彬栋琀桐楠梓柯轩稀骏骁鹏鹤翔栀翰旻搀堀",
    );
    const names = given.map((name, i) => `${"张李王刘陈杨赵黄周吴"[i % 10]}　${name}`);
    assert.equal(misreadIn(names.join("　")), 0);
  });

  test("pages in Big5 read as GBK are", { skip: withoutData }, () => {
    const big5 = new TextDecoder("big5");
    const pairOf = new Map<string, readonly [number, number]>();
    for (let lead = 0xa4; lead <= 0xf9; lead++)
      for (let trail = 0x40; trail <= 0xfe; trail++)
        pairOf.set(big5.decode(Uint8Array.of(lead, trail)), [lead, trail]);
    const pages = sharedRecords("zh-web/vsdocs-tw-00000.jsonl.zst")
      .filter((_, index) => index % 200 === 0)
      .map(({ content }) => Array.from(content, (sign) => pairOf.get(sign) ?? []).flat())
      .filter((bytes) => bytes.length > 300);
    assert.ok(pages.length >= 20);
    for (const bytes of pages) {
      const text = new TextDecoder("gbk").decode(Uint8Array.from(bytes));
      assert.ok(misreadIn(text) > text.length / 2, text.slice(0, 100));
      assert.equal(misreadIn(big5.decode(Uint8Array.from(bytes))), 0);
    }
  });
});
