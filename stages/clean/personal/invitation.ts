/** 加 before an account: add me, unless it ends a verb that adds something else (增加, 附加, 外加; but 另外加, 海外加). */
const otherVerb = /(?:[增附追施叠更]|(?<![另此海国])外)加$/;

/** Whether text[at] is such a 加. */
export function isInvitation(text: string, at: number): boolean {
  return text.charAt(at) === "加" && !otherVerb.test(text.slice(Math.max(0, at - 2), at + 1));
}
