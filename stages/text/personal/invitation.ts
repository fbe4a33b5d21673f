/** 加 before an account: add me, unless it ends a verb that adds something else (增加, 附加, 施加). */
const verbs = "增附追施叠外更";

/** Whether text[at] is such a 加. */
export function isInvitation(text: string, at: number): boolean {
  return text.charAt(at) === "加" && !(at > 0 && verbs.includes(text.charAt(at - 1)));
}
