/** Made-up personal data that is valid by its own rules, and numbers that only look like it. Nobody's: all digits are random. */
import type { PersonalKind } from "../../stages/clean/personal/kinds.js";

/** A small deterministic generator (mulberry32): whole numbers below `limit`. */
export type Random = (limit: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

export function oneOf<T>(random: Random, values: readonly T[]): T {
  const value = values[random(values.length)];
  if (value === undefined) throw new Error("nothing to choose from");
  return value;
}

function digits(random: Random, count: number, first = "0123456789"): string {
  let written = count > 0 ? oneOf(random, [...first]) : "";
  while (written.length < count) written += String(random(10));
  return written;
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");

const regions =
  "110105 120101 130102 210203 310115 320505 330106 350203 370202 410103 420106 440305 500103 510107 610113 652901 429004".split(
    " ",
  );

export function identityNumber(random: Random): string {
  const body = `${oneOf(random, regions)}${1940 + random(75)}${pad(1 + random(12))}${pad(1 + random(28))}${pad(random(1000), 3)}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((before, weight, i) => before + weight * Number(body[i]), 0);
  const check = "10X98765432".charAt(sum % 11);
  const number = body + (random(3) === 0 ? check.toLowerCase() : check);
  return random(4) === 0 ? number.replace(/^(.{6})(.{8})/, "$1 $2 ") : number;
}

export function creditCode(random: Random): string {
  const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  let body = `${oneOf(random, ["91", "92", "93", "12", "51", "91", "91"])}${oneOf(random, regions)}MA`;
  while (body.length < 17) body += alphabet.charAt(random(31));
  const sum = [...body].reduce((before, sign, i) => before + alphabet.indexOf(sign) * (3 ** i % 31), 0);
  return body + alphabet.charAt((31 - (sum % 31)) % 31);
}

function withLuhn(body: string): string {
  let sum = 0;
  [...body].reverse().forEach((digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return body + String((10 - (sum % 10)) % 10);
}

export function bankCard(random: Random): string {
  const [prefix, length] = oneOf(random, [
    ["622202", 19],
    ["621700", 19],
    ["625965", 16],
    ["623058", 19],
    ["4", 16],
    ["53", 16],
    ["37", 15],
    ["3530", 16],
    ["6011", 16],
    ["955880", 19],
  ] as const);
  const number = withLuhn(prefix + digits(random, length - 1 - prefix.length));
  const grouped = number.replace(/(\d{4})(?=\d)/g, `$1${oneOf(random, [" ", "-"])}`);
  return random(3) === 0 && number.length !== 15 ? grouped : number;
}

function mobile(random: Random): string {
  const number = `1${oneOf(random, [..."3456789"])}${digits(random, 9)}`;
  const [a, b, c] = [number.slice(0, 3), number.slice(3, 7), number.slice(7)];
  return oneOf(random, [
    number,
    number,
    number,
    `${a}-${b}-${c}`,
    `${a} ${b} ${c}`,
    `+86${number}`,
    `+86 ${number}`,
    `+86-${a}-${b}-${c}`,
    `86${number}`,
    `${a}.${b}.${c}`,
    `${a} ${b}${c}`,
    `${a}${b}-${c}`,
    `0086${number}`,
  ]);
}

function landline(random: Random): string {
  const area = oneOf(random, ["010", "021", "0571", "0755", "028", "0991"]);
  const local = digits(random, area.length === 4 ? 7 + random(2) : 8, "2345678");
  const fromAbroad = area.slice(1);
  const extension = oneOf(random, ["", "", "", "-801", "转8002"]);
  return (
    oneOf(random, [
      `${area}-${local}`,
      `(${area})${local}`,
      `（${area}）${local}`,
      `${area} ${local}`,
      area + local,
      `86-${fromAbroad}-${local}`,
      `(86-${fromAbroad})${local}`,
      `0086 ${fromAbroad} ${local}`,
    ]) + extension
  );
}

function serviceNumber(random: Random): string {
  const number = oneOf(random, ["400", "800"]) + digits(random, 7);
  const [a, b] = oneOf(random, [
    [3, 6],
    [3, 7],
    [4, 7],
  ] as const);
  return random(3) === 0 ? number : `${number.slice(0, a)}-${number.slice(a, b)}-${number.slice(b)}`;
}

function international(random: Random): string {
  return oneOf(random, [
    () => `+1 (${digits(random, 3, "23456789")}) ${digits(random, 3, "23456789")}-${digits(random, 4)}`,
    () => `+1-${digits(random, 3, "23456789")}-${digits(random, 3, "23456789")}-${digits(random, 4)}`,
    () => `(${digits(random, 3, "23456789")}) ${digits(random, 3, "23456789")}-${digits(random, 4)}`,
    () => `+44 20 ${digits(random, 4, "78")} ${digits(random, 4)}`,
    () => `+49 30 ${digits(random, 8, "123456789")}`,
    () =>
      `+33 ${digits(random, 1, "67")} ${digits(random, 2)} ${digits(random, 2)} ${digits(random, 2)} ${digits(random, 2)}`,
    () => `+81-90-${digits(random, 4)}-${digits(random, 4)}`,
    () => `+82 10 ${digits(random, 4)} ${digits(random, 4)}`,
    () => `+852 ${digits(random, 4, "569")} ${digits(random, 4)}`,
    () => `+886${digits(random, 9, "9")}`,
    () => `+420 ${digits(random, 3, "67")} ${digits(random, 3)} ${digits(random, 3)}`,
  ])();
}

const names = "zhangsan lisi wangwu zhao.liu chen_jie sunny hello.kitty xiaoming liu-yang".split(" ");

function email(random: Random): string {
  const host = oneOf(random, [
    "qq.com",
    "163.com",
    "gmail.com",
    "mail.tsinghua.edu.cn",
    "corp.de",
    "sina.com.cn",
  ]);
  const sign = oneOf(random, ["@", "@", "@", " @ "]);
  return `${oneOf(random, names)}${sign === "@" && random(2) === 0 ? "" : digits(random, 2 + random(3))}${sign}${host}`;
}

function wechat(random: Random): string {
  return oneOf(random, ["wx_", "zhang", "lily-", "Abc"]) + digits(random, 4 + random(5));
}

function address(random: Random): string {
  const city = oneOf(random, [
    "北京市海淀区",
    "上海市浦东新区",
    "浙江省杭州市西湖区",
    "广东省深圳市南山区",
    "成都市武侯区",
    "江苏省苏州市昆山市",
    "山东省青岛市黄岛区",
  ]);
  const road = oneOf(random, [
    "中关村大街",
    "科苑路",
    "文三路",
    "人民南路",
    "建设大道",
    "长安街",
    "和平巷",
    "软件园南区",
    "工业园区",
  ]);
  const room = oneOf(random, [
    "",
    `${1 + random(30)}号楼${1 + random(9)}单元${101 + random(2000)}室`,
    `${101 + random(2000)}室`,
    `金地大厦${101 + random(2000)}`,
  ]);
  return `${city}${road}${1 + random(900)}号${room}`;
}

function plate(random: Random): string {
  const head = `${oneOf(random, [..."京沪粤浙苏川渝鲁豫湘新"])}${oneOf(random, [..."ABCDEF"])}${oneOf(random, ["", "", "·", " "])}`;
  const tail = oneOf(random, [
    digits(random, 5),
    `A${digits(random, 4)}`,
    `${digits(random, 2)}K${digits(random, 2)}`,
    `D${digits(random, 5)}`,
    `F${digits(random, 5)}`,
  ]);
  return head + tail;
}

function passport(random: Random): string {
  return oneOf(random, [
    `E${digits(random, 8)}`,
    `G${digits(random, 8)}`,
    `EA${digits(random, 7)}`,
    `PE${digits(random, 7)}`,
  ]);
}

function ip(random: Random): string {
  return random(4) === 0
    ? `240e:${digits(random, 3, "123")}:${digits(random, 4, "123")}:${digits(random, 3, "123")}::${digits(random, 2, "123")}`
    : `${oneOf(random, [36, 42, 58, 101, 114, 180, 202, 218])}.${random(256)}.${random(256)}.${1 + random(254)}`;
}

function iban(random: Random): string {
  const [country, length] = oneOf(random, [
    ["DE", 22],
    ["FR", 27],
    ["CZ", 24],
  ] as const);
  const account = digits(random, length - 4);
  const letters = [...country].map((letter) => Number.parseInt(letter, 36)).join("");
  let rest = 0;
  for (const digit of `${account}${letters}00`) rest = (rest * 10 + Number(digit)) % 97;
  const number = `${country}${pad(98 - rest)}${account}`;
  return random(2) === 0 ? number : number.replace(/(.{4})(?=.)/g, "$1 ");
}

function socialSecurity(random: Random): string {
  return `${pad(1 + random(665), 3)}-${pad(1 + random(99))}-${pad(1 + random(9999), 4)}`;
}

/** A value of each kind, and words with which people announce it; bare ones are announced by nothing. */
export const makers: Readonly<
  Record<PersonalKind, { readonly make: (random: Random) => string; readonly lead: readonly string[] }>
> = {
  identity: { make: identityNumber, lead: ["身份证号：", "身份证", "，证件号码为", "（", "ID: "] },
  "credit-code": { make: creditCode, lead: ["统一社会信用代码：", "信用代码", "税号", "（"] },
  "bank-card": { make: bankCard, lead: ["银行卡号：", "卡号", "请汇款到账户 ", "请打款至"] },
  mobile: { make: mobile, lead: ["手机：", "手机号", "联系电话 ", "联系人张三", "，请拨打", "Tel: "] },
  landline: {
    make: (random) => (random(4) === 0 ? serviceNumber(random) : landline(random)),
    lead: ["电话：", "座机电话", "传真电话 ", "服务热线", "TEL:"],
  },
  phone: { make: international, lead: ["电话：", "phone ", "海外联系", "Call "] },
  qq: {
    make: (random) => digits(random, 5 + random(6), "123456789"),
    lead: ["QQ：", "QQ", "加qq群 ", "扣扣号", "客服QQ:", "Q Q：", "QQ/微信："],
  },
  wechat: {
    make: wechat,
    lead: [
      "微信：",
      "微信号",
      "加微信",
      "vx:",
      "薇信：",
      "WeChat: ",
      "加V：",
      "加微 ",
      "+V：",
      "+v ",
      "加vx ",
      "v信：",
    ],
  },
  email: { make: email, lead: ["邮箱：", "邮件发到", "E-mail: ", "联系 ", "（"] },
  ip: { make: ip, lead: ["IP：", "登录地址 ", "来自", "服务器 "] },
  passport: { make: passport, lead: ["护照号：", "护照", "持护照号码 ", "Passport No. "] },
  plate: { make: plate, lead: ["车牌号：", "驾驶", "车牌 ", "一辆"] },
  address: { make: address, lead: ["住址：", "地址：", "家住", "，寄到", "现住在"] },
  iban: { make: iban, lead: ["IBAN: ", "账户 ", "IBAN "] },
  ssn: { make: socialSecurity, lead: ["SSN: ", "社会安全号", "SSN "] },
};

/** What a careless rule takes for personal data. */
export const decoys: readonly ((random: Random) => string)[] = [
  (random) => `订单号${digits(random, 18, "123456789").replace(/.$/, "Z")}`,
  (random) => `流水号20${digits(random, 16)}`,
  (random) => `价格为${digits(random, 7, "123456789")}元`,
  (random) => `第${random(300)}条`,
  (random) => `${1990 + random(40)}年${1 + random(12)}月${1 + random(28)}日`,
  (random) =>
    `${1990 + random(40)}-${pad(1 + random(12))}-${pad(1 + random(28))} ${pad(random(24))}:${pad(random(60))}:${pad(random(60))}`,
  (random) => `版本${random(20)}.${random(20)}.${random(20)}.${random(20)}`,
  (random) => `ISBN 978-7-${digits(random, 4)}-${digits(random, 4)}-${random(10)}`,
  (random) => `时间戳1${digits(random, 12, "56")}`,
  (random) => `${digits(random, 2, "123456789")}.${digits(random, 11)}`,
  (random) => `http://a.cn/p/1${digits(random, 10, "3456789")}.html`,
  (random) => `共1${digits(random, 10, "3456789")}字节`,
  (random) => `commit ${digits(random, 7)}abcdef${digits(random, 9)}`,
  () => "git@gitee.com",
  () => "127.0.0.1:8080",
  () => "192.168.1.100",
  () => "全新C63A8L",
  () => "微信 Android 版",
  (random) => `长安街${random(100)}号`,
  (random) => `文号〔${1990 + random(30)}〕${random(500)}号`,
];
