import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { TextDecoder } from "node:util";
import { decodeText } from "../../../../stages/text/charset/decode-text.js";
import { detectCharset } from "../../../../stages/text/charset/detect-charset.js";
import { unpackTar } from "../../../support/unpack-tar.js";
import { inTemporaryFolder, sharedData, withoutData } from "../../../support/wudao.js";

/** The folder's name says the true charset; a superset of it is right too, since it decodes to the same text. */
const charsetOfFolder: Readonly<Record<string, readonly string[]>> = {
  Big5: ["big5"],
  CP932: ["shift_jis"],
  "EUC-JP": ["euc-jp"],
  "EUC-KR": ["euc-kr"],
  "EUC-TW": ["euc-tw"],
  GB2312: ["gb18030"],
  SHIFT_JIS: ["shift_jis"],
  "UTF-16": ["utf-16le", "utf-16be"],
  "UTF-16BE": ["utf-16be"],
  "UTF-16LE": ["utf-16le"],
  "UTF-32": ["utf-32le", "utf-32be"],
  "UTF-32BE": ["utf-32be"],
  "UTF-32LE": ["utf-32le"],
  "iso-2022-jp": ["iso-2022-jp"],
  "utf-8": ["utf-8"],
  "windows-1252": ["windows-1252"],
};

/** Listed failures: charsets that are not detected, and why. Their confidence must be low. */
const notDetected: Readonly<Record<string, string>> = {
  Johab:
    "the Korean combining code of old DOS files; no browser decodes it, and no page of the web declares it",
};

test("every real page gets its true charset, with and without what it declares", {
  skip: withoutData,
}, async () => {
  await inTemporaryFolder(async (folder) => {
    await unpackTar(join(sharedData ?? "", "bad-input/charsets-real-pages.tar.gz"), folder);
    let pages = 0;
    for (const name of readdirSync(folder)) {
      for (const file of readdirSync(join(folder, name))) {
        const bytes = readFileSync(join(folder, name, file));
        const found = detectCharset(bytes);
        pages++;
        if (name in notDetected) {
          assert.ok(found.confidence < 0.6, `${name}/${file}: ${JSON.stringify(found)}`);
          continue;
        }
        const wanted = charsetOfFolder[name] ?? [];
        assert.ok(wanted.includes(found.charset), `${name}/${file}: ${JSON.stringify(found)}`);
        if (name.startsWith("UTF-")) continue;
        const bare = bytes.toString("latin1").replace(/encoding=["'][^"']*["']|charset=[^"'>]*/gi, "");
        const undeclared = detectCharset(Buffer.from(bare, "latin1"));
        assert.ok(
          wanted.includes(undeclared.charset),
          `${name}/${file} undeclared: ${JSON.stringify(undeclared)}`,
        );
      }
    }
    assert.equal(pages, 104);
  });
});

test("Chinese text files of another project's detector are told right, destroyed ones included", {
  skip: withoutData,
}, async () => {
  await inTemporaryFolder(async (folder) => {
    await unpackTar(join(sharedData ?? "", "bad-input/charset-mnbvc-fixtures.tar.gz"), folder);
    // 锟斤拷 was written as UTF-8 after the damage was done: the names of these files tell where it came from, not what they are.
    const others: Readonly<Record<string, string>> = {
      "10.txt": "gb18030",
      "test4.txt": "gb18030",
      "test_sample_euc-jp.txt": "euc-jp",
    };
    for (const file of readdirSync(folder)) {
      const found = detectCharset(readFileSync(join(folder, file)));
      assert.equal(found.charset, others[file] ?? "utf-8", `${file}: ${JSON.stringify(found)}`);
    }
  });
});

const sentence = "春天来了，公园里的花都开了，孩子们在草地上奔跑。";
/** The sentence in GBK. */
const gbk = encode(sentence, "gb18030");

test("a wrong header does not ruin a page that is valid UTF-8", () => {
  const found = detectCharset(Buffer.from(sentence), "text/html; charset=gbk");
  assert.deepEqual([found.charset, found.evidence], ["utf-8", "structure"]);
});

test("a header that says utf-8 or a server's default of iso-8859-1 does not ruin a GBK page", () => {
  for (const label of ["utf-8", "iso-8859-1", "big5", "shift_jis"]) {
    const found = detectCharset(gbk, `text/html; charset=${label}`);
    assert.deepEqual([found.charset, found.evidence], ["gb18030", "statistics"], label);
  }
});

test("where a few bytes allow several charsets the declared one is taken", () => {
  const short = encode("美丽", "gb18030");
  assert.equal(detectCharset(short, "text/html; charset=gb2312").evidence, "http-header");
  const page = Buffer.concat([
    Buffer.from('<meta http-equiv="Content-Type" content="text/html; charset=GBK">'),
    short,
  ]);
  assert.deepEqual(detectCharset(page), { ...detectCharset(page), charset: "gb18030", evidence: "page" });
});

test("a few damaged bytes do not turn a page into another charset", () => {
  const utf8 = Buffer.from(sentence.repeat(20));
  utf8[100] = 0xff;
  utf8[301] = 0x41;
  assert.equal(detectCharset(utf8).charset, "utf-8");
  const damaged = Buffer.from(gbk);
  damaged[11] = 0xff;
  assert.equal(detectCharset(damaged).charset, "gb18030");
});

test("text of the legacy charsets is told from its bytes alone", () => {
  const texts: Readonly<Record<string, string>> = {
    "windows-1251": "Весной в парке распустились цветы, дети бегают по траве.",
    "koi8-r": "Весной в парке распустились цветы, дети бегают по траве.",
    "windows-1250": "Příliš žluťoučký kůň úpěl ďábelské ódy, děti běží.",
    "windows-1252": "Le café est fermé; l'été, les élèves préfèrent être à la plage.",
    "windows-1253": "Την άνοιξη τα λουλούδια ανθίζουν στο πάρκο.",
    "windows-1255": "באביב הפרחים פורחים בגן והילדים רצים על הדשא",
    "windows-874": "ในฤดูใบไม้ผลิดอกไม้บานในสวนสาธารณะ",
    big5: "春天來了，公園裡的花都開了，孩子們在草地上奔跑。",
    "euc-kr": "봄이 오면 공원에 꽃이 피고 아이들이 잔디밭에서 뛰어논다.",
    "euc-jp": "春になると公園の花が咲き、子供たちは芝生の上を走ります。",
    shift_jis: "春になると公園の花が咲き、子供たちは芝生の上を走ります。",
  };
  for (const [charset, text] of Object.entries(texts)) {
    const bytes = encode(text, charset);
    assert.equal(detectCharset(bytes).charset, charset);
    assert.equal(decodeText(bytes, detectCharset(bytes).charset), text);
  }
});

test("EUC-TW, which Node cannot decode, reads as what it says", { skip: withoutData }, async () => {
  await inTemporaryFolder(async (folder) => {
    await unpackTar(join(sharedData ?? "", "bad-input/charsets-real-pages.tar.gz"), folder);
    const text = decodeText(readFileSync(join(folder, "EUC-TW/_ude_euc-tw1.txt")), "euc-tw");
    assert.match(text, /^維基大典（Wikipedia）者，網路為礎；集天下知/);
    assert.ok(!text.includes("\uFFFD"));
  });
});

/** Node has no legacy encoders: the table is read backwards from the decoder. */
function encode(text: string, charset: string): Buffer {
  const codes = new Map<string, number[]>();
  const decoder = new TextDecoder(charset);
  for (let first = 0; first < 256; first++) {
    const single = decoder.decode(Uint8Array.of(first));
    if ([...single].length === 1 && single !== "\uFFFD") codes.set(single, [first]);
  }
  for (let first = 0x81; first < 255; first++) {
    for (let second = 0x40; second < 255; second++) {
      const pair = decoder.decode(Uint8Array.of(first, second));
      if ([...pair].length === 1 && !codes.has(pair)) codes.set(pair, [first, second]);
    }
  }
  return Buffer.from([...text].flatMap((character) => codes.get(character) ?? [0x3f]));
}

test("soft hyphens do not make a Western page a Chinese one", () => {
  const page = Buffer.from(
    "Die Ge\xadschwin\xaddig\xadkeit der Da\xadten\xad\xfcber\xadtra\xadgung h\xe4ngt von der Lei\xadtung ab. ".repeat(
      4,
    ),
    "latin1",
  );
  assert.equal(detectCharset(page).charset, "windows-1252");
});

test("half-width kana of Japanese transfers and lists are not read as Hangul, and short Korean or rare Chinese names not as kana", () => {
  const texts: readonly (readonly [string, string])[] = [
    ["shift_jis", "ﾔﾏﾀﾞ ﾀﾛｳ\n"],
    ["shift_jis", "ｶﾌﾞｼｷｶﾞｲｼｬ ｻｸﾗ ｼｮｳｼﾞ ﾌﾘｺﾐ 12,000\n"],
    ["shift_jis", "<tr><td>ｺﾝﾆﾁﾊ</td><td>ﾄｳｷｮｳﾄ</td><td>ｼﾝｼﾞｭｸｸ</td></tr>"],
    ["euc-kr", "김철수 이영희\n"],
    ["gb18030", "镕喆昇珺翀頔玥玎翾垚淼旸堃"],
    ["gb18030", "王喆,李昇,张珺,陈翀\n"],
  ];
  for (const [charset, text] of texts) {
    assert.equal(detectCharset(encode(text, charset)).charset, charset, text);
  }
});

test("a list of Chinese names in rare characters is not read as Japanese without kana, nor in a charset that no page has", () => {
  for (const names of [
    "贝梓煜、蔡澜、邱翊蕙",
    "郝轩璐、盛钰、杜娴、鲍颖聿、卢轩",
    "酆钰、钱轩、夏薇、祁嫣昊、褚锴淳",
    "谈薏浠、祁烨濮、谈浠、戚娴、马宸、薛菡、史梓嘉、滕蕙",
  ]) {
    assert.equal(detectCharset(encode(names, "gb18030")).charset, "gb18030", names);
  }
  const japanese = "山田太郎と佐藤花子";
  assert.equal(detectCharset(encode(japanese, "euc-jp")).charset, "euc-jp");
});

test("short UTF-16 without a mark is told though characters that end in a zero, 一 and 开, look like ASCII in the other order", () => {
  for (const text of [
    "需要使用的材料",
    "一个可放大图像的开源的浏览器扩展",
    "在 GIMP 中制作一个 GIF",
    "tar",
  ]) {
    const little = Buffer.from(text, "utf16le");
    assert.equal(detectCharset(little).charset, "utf-16le", text);
    assert.equal(detectCharset(Buffer.from(little).swap16()).charset, "utf-16be", text);
  }
});

test("noise is not read as UTF-16, in which any bytes are Han characters and nothing shows the damage", () => {
  for (const size of [256, 1000, 65_536]) {
    const noise = Buffer.alloc(size);
    for (let i = 0, state = size; i < size; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      noise[i] = state >>> 24;
    }
    const { charset, confidence } = detectCharset(noise);
    assert.ok(!charset.startsWith("utf-16") && confidence < 0.3, `${size}: ${charset} ${confidence}`);
    assert.ok(decodeText(noise, charset).includes("\uFFFD"), "the damage shows");
  }
});

test("Czech and Polish in ISO-8859-2 keep their š, ž and ą, declared or not: they were read as windows-1250", () => {
  for (const text of [
    "Každý žák píše svůj úkol až do večera, šest dětí už skončilo.",
    "Gdyby książka była tańsza, śledziłbym każdą nową część.",
  ]) {
    const bytes = encode(text, "iso-8859-2");
    for (const type of ["", "text/html; charset=iso-8859-2"]) {
      assert.equal(decodeText(bytes, detectCharset(bytes, type).charset), text);
    }
  }
});

test("what ISO-8859-15 and KOI8-U have in place of others' signs is read where a page declares them", () => {
  for (const [charset, text] of [
    ["iso-8859-15", "Le cœur de la sœur coûte 5 € à l'œil nu."],
    ["koi8-u", "Навесні в її садку розквітли квіти, і діти бігають."],
  ] as const) {
    const bytes = encode(text, charset);
    assert.equal(decodeText(bytes, detectCharset(bytes, `text/html; charset=${charset}`).charset), text);
  }
});

test("a line of French with one à is not Russian, an é before a letter no Chinese character, på and può are no Czech, and Czech no French with Danish letters", () => {
  const texts: readonly (readonly [string, string])[] = [
    ["windows-1252", "Le recours à la commande"],
    ["windows-1252", "Réglage du volume"],
    ["windows-1252", "les trois premières options"],
    ["windows-1252", "Rückkehr zum Hauptmenü"],
    ["windows-1252", "Set på afstand"],
    ["windows-1252", "kjør i bakgrunnen"],
    ["windows-1252", "Il nome non può contenere spazi"],
    ["windows-1252", "Os leões dormem à noite"],
    ["windows-1250", "Jsem přesvědčen"],
    ["windows-1250", "Označuje začátek a konec"],
    ["windows-1250", "Místo toho píše text"],
  ];
  for (const [charset, text] of texts) {
    const bytes = encode(text, charset);
    assert.equal(decodeText(bytes, detectCharset(bytes).charset), text);
  }
});

test("a few Chinese or Japanese characters alone are not read as Hangul that Korean hardly has", () => {
  const texts: readonly (readonly [string, string])[] = [
    ["gb18030", "快捷键"],
    ["gb18030", "导入快捷键"],
    ["big5", "關閉輪廓"],
    ["euc-jp", "世紀前半"],
    ["euc-jp", "具体的事例"],
    ["euc-kr", "뷁쉬었다"],
  ];
  for (const [charset, text] of texts) {
    assert.equal(detectCharset(encode(text, charset)).charset, charset, text);
  }
});

test("the capitals S in German and I in Turkish are the letters of all charsets: a few words with them were read as Korean, Chinese and Greek", () => {
  for (const [charset, text] of [
    ["windows-1252", "Süße Sachen"],
    ["windows-1252", "Größe S"],
    ["windows-1254", "BoşPIN henüz değişmedi"],
    ["windows-1254", "URI’de kural dışı karakter"],
  ] as const) {
    const bytes = encode(text, charset);
    assert.equal(decodeText(bytes, detectCharset(bytes).charset), text);
  }
});
