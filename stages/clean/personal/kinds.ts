/** Kinds of personal data, and what stands for each in a masked text. */
export const labels = {
  identity: "身份证",
  "credit-code": "信用代码",
  "bank-card": "银行卡",
  mobile: "手机",
  landline: "电话",
  phone: "国际电话",
  qq: "QQ",
  wechat: "微信",
  email: "邮箱",
  ip: "IP",
  passport: "护照",
  plate: "车牌",
  address: "地址",
  iban: "IBAN",
  ssn: "SSN",
} as const;

export type PersonalKind = keyof typeof labels;
export const personalKinds = Object.keys(labels) as PersonalKind[];

/** Where something was found: UTF-16 units [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Finding extends Span {
  readonly kind: PersonalKind;
}

/**
 * Looks at one run of digits, text[start, end), and tells the span of what it belongs to: that may begin before the run and
 * end behind it. Looks at a bounded number of units, so that a whole text costs linear time.
 *
 * @param previous what was found before among the digits
 */
export type Detector = (
  text: string,
  start: number,
  end: number,
  previous: Finding | undefined,
) => Span | undefined;
