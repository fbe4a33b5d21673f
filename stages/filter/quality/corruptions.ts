/**
 * Bad texts made from good ones, one a kind: what crawls are full of. They train the default classifier and measure the
 * filters. Deterministic: the same text and seed give the same result.
 */
import { mix32 } from "../../text/hash.js";
import { pairBytes } from "../../text/mojibake/bytes.js";

export const corruptionKinds = [
  "mojibake-gbk",
  "mojibake-latin1",
  "mojibake-big5",
  "keyword-spam",
  "navigation",
  "repeated-lines",
  "machine-noise",
  "advertising",
  "tag-cloud",
  "contact-list",
  "lost-characters",
] as const;
/** Shuffled texts are measured only: a classifier over n-grams can hardly tell them from good ones, `word-order` drops them. */
export const measuredKinds = [...corruptionKinds, "shuffled"] as const;
export type CorruptionKind = (typeof measuredKinds)[number];

/** Characters of a bad text, about. */
const typicalLength = 1200;

export function corrupt(text: string, kind: CorruptionKind, seed: number): string {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  // Wrong character sets leave ASCII as it is.
  const from = Math.max(0, text.search(/\p{Script=Han}/u));
  const excerpt = text.slice(from, from + typicalLength);
  switch (kind) {
    case "mojibake-gbk":
      return new TextDecoder("gbk").decode(Buffer.from(excerpt, "utf8"));
    case "mojibake-latin1":
      return new TextDecoder("windows-1252").decode(Buffer.from(excerpt, "utf8"));
    case "mojibake-big5":
      return new TextDecoder("big5").decode(inGbk(excerpt));
    case "keyword-spam":
      return keywordSpam(text, random, pick);
    case "navigation":
      return navigation(text, random, pick);
    case "repeated-lines":
      return repeatedLines(text, random, pick);
    case "machine-noise":
      return machineNoise(random, pick);
    case "advertising":
      return advertising(text, random, pick);
    case "tag-cloud":
      return tagCloud(text, random, pick);
    case "contact-list":
      return contactList(random, pick);
    case "lost-characters":
      return lostCharacters(excerpt, random, pick);
    case "shuffled":
      return shuffled([...excerpt], random).join("");
  }
}

function shuffled<T>(list: T[], random: () => number): T[] {
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [list[last], list[other]] = [list[other]!, list[last]!];
  }
  return list;
}

/** Bytes in GBK; a question mark for what it lacks. */
function inGbk(text: string): Uint8Array {
  const gbk = pairBytes("gbk");
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const pair = gbk[unit]!;
    if (pair !== 0) bytes.push(pair >>> 8, pair & 0xff);
    else bytes.push(unit < 0x80 ? unit : 0x3f);
  }
  return Uint8Array.from(bytes);
}

type Pick = <T>(list: readonly T[]) => T;

/** Runs of 2 to 6 Han characters of the text. */
function phrasesOf(text: string): readonly string[] {
  const phrases = text.slice(0, 20_000).match(/\p{Script=Han}{2,6}/gu) ?? [];
  return phrases.length > 0 ? phrases : ["关键", "优惠", "下载"];
}

const spamWords =
  "免费 下载 最新 价格 哪家好 官网 多少钱 排名 批发 厂家 优惠 代理 招商 加盟 热线 在线 攻略 大全".split(" ");

function keywordSpam(text: string, random: () => number, pick: Pick): string {
  const phrases = phrasesOf(text).slice(0, 40);
  const separator = pick([" ", "，", "|", "、", ",", "_"]);
  const parts: string[] = [];
  for (let length = 0; length < typicalLength; ) {
    const part = random() < 0.5 ? pick(phrases) : pick(phrases) + pick(spamWords);
    parts.push(part);
    length += part.length + 1;
  }
  return parts.join(separator);
}

const navigationWords =
  "首页 登录 注册 关于我们 联系我们 网站地图 帮助中心 收藏本站 设为首页 上一篇 下一篇 更多>> 热门推荐 相关阅读 返回顶部 分享到 友情链接 免责声明 广告服务 RSS订阅 手机版 新闻 体育 财经 娱乐 科技 汽车 房产 教育 视频 图片 论坛 博客".split(
    " ",
  );

function navigation(text: string, random: () => number, pick: Pick): string {
  const phrases = phrasesOf(text);
  const separator = pick(["\n", "\n", " | ", "\n· "]);
  const parts = Array.from({ length: 40 + Math.floor(random() * 120) }, () =>
    random() < 0.6 ? pick(navigationWords) : pick(phrases),
  );
  return `${parts.join(separator)}\nCopyright © 2008-2020 All Rights Reserved 京ICP备10000000号`;
}

const offers =
  "博彩 彩票 棋牌 老虎机 私服 外挂 贷款 信用卡套现 代开发票 办证 刻章 减肥 丰胸 壮阳 植发 整形 股票开户 配资 培训包过 代写论文 上门服务 二手车 出租房 搬家公司 开锁 疏通管道 加盟店 增高 祛斑 美容仪 返利".split(
    " ",
  );
const calls =
  "加微信 咨询客服 秒批 包过 稳赚 免费领取 限时抢购 点击进入 在线下单 全国包邮 货到付款 送彩金 返水 最高立减 无抵押 当天放款 诚招代理 官方直营 扫码入群 提现快 开户送 注册即送 优惠大酬宾 先到先得".split(
    " ",
  );

function advertising(text: string, random: () => number, pick: Pick): string {
  const phrases = phrasesOf(text);
  const separator = pick(["！", "，", " ", "\n", "★", "-", "|", "。", ""]);
  const parts: string[] = [];
  for (let length = 0; length < typicalLength; ) {
    const name = random() < 0.4 ? pick(phrases) : "";
    const number = random() < 0.5 ? String(Math.floor(random() * 10_000)) : "";
    const part = `${name}${pick(offers)}${random() < 0.3 ? pick(spamWords) : ""}${pick(calls)}${number}`;
    parts.push(part);
    length += part.length + 1;
  }
  return parts.join(separator);
}

/** Words with how often they were used, as blogs and shops list them. */
function tagCloud(text: string, random: () => number, pick: Pick): string {
  const phrases = [...new Set(phrasesOf(text))].slice(0, 250);
  const separator = pick([" ", "\n", "、", "  ", " / "]);
  const [open, close] = pick([
    ["[", "]"],
    ["(", ")"],
    ["（", "）"],
    [" ", "条"],
    ["×", ""],
    [" ", ""],
  ]);
  const count = random() < 0.8;
  const parts = phrases.map((phrase) =>
    count ? `${phrase}${open}${Math.floor(random() ** 3 * 500)}${close}` : `#${phrase}`,
  );
  return parts.join(separator);
}

const surnames = [..."赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"];
const givenNames = [..."伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰文辉建国红梅"];

/** Rows of names, places and numbers: what no model of language learns from, and what privacy forbids. */
function contactList(random: () => number, pick: Pick): string {
  const digits = (length: number): string => Array.from({ length }, () => Math.floor(random() * 10)).join("");
  const name = (): string => pick(surnames) + pick(givenNames) + (random() < 0.5 ? pick(givenNames) : "");
  const separator = pick([" ", "\t", ",", " | ", "，", ": "]);
  const columns = [
    () => `1${digits(10)}`,
    () => `0${digits(2)}-${digits(8)}`,
    () => `20${digits(2)}-0${1 + Math.floor(random() * 9)}-1${digits(1)}`,
    () => pick(["男", "女"]),
    () => `${digits(4)}.${digits(2)}`,
    () => digits(6),
    () => pick(["一班", "二班", "财务部", "销售部", "北京", "上海", "合格", "已签收"]),
  ];
  const chosen = columns.filter(() => random() < 0.35);
  if (chosen.length === 0) chosen.push(() => `1${digits(10)}`);
  return Array.from({ length: 60 }, () => [name(), ...chosen.map((column) => column())].join(separator)).join(
    "\n",
  );
}

/** A charset that lacked most characters: marks stand for them. */
function lostCharacters(excerpt: string, random: () => number, pick: Pick): string {
  const mark = pick(["?", "?", "？", "□", "*", "_", "??"]);
  const share = 0.4 + 0.55 * random();
  return [...excerpt]
    .map((character) => (character > "\u2e7f" && random() < share ? mark : character))
    .join("");
}

function repeatedLines(text: string, random: () => number, pick: Pick): string {
  const lines = text.split("\n").filter((line) => line.trim().length > 8);
  const few = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
    (lines.length > 0 ? pick(lines) : text).slice(0, 200),
  );
  return Array.from({ length: 30 }, (_, index) => few[index % few.length]).join("\n");
}

function machineNoise(random: () => number, pick: Pick): string {
  const hex = (length: number): string =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
  const letters = (length: number): string =>
    Array.from({ length }, () =>
      pick([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"]),
    ).join("");
  const han = (length: number): string =>
    Array.from({ length }, () => String.fromCharCode(0x4e00 + Math.floor(random() * 0x5000))).join("");
  const line = pick([
    () => letters(76),
    () => `${hex(8)}: ${hex(4)} ${hex(4)} ${hex(4)} ${hex(4)} ${hex(4)} ${hex(4)}  ..${letters(5)}..`,
    () => `[${hex(4)}] 0x${hex(8)} ERR ${hex(12)} {"id":"${hex(32)}","v":${Math.floor(random() * 1e9)}}`,
    () => han(40),
  ]);
  return Array.from({ length: 16 }, () => line()).join("\n");
}

/** Numbers in [0, 1) from a seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return mix32(state) / 2 ** 32;
  };
}
