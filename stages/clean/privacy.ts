import { z } from "zod";
import { withText } from "../../pipeline/sample.js";
import { defineMap } from "../../pipeline/stage.js";
import { replaceEmails } from "../text/email-addresses.js";
import { replaceNumbers } from "../text/personal-numbers.js";
import { profileOf } from "../text/profile.js";

/** Kinds of personal data, and the placeholder of each. */
const placeholders = {
  identity: "<身份证>",
  mobile: "<手机号>",
  landline: "<电话>",
  qq: "<QQ号>",
  email: "<邮箱>",
} as const;
type Kind = keyof typeof placeholders;

const parameters = z.object({
  action: z
    .enum(["remove", "mask"])
    .default("remove")
    .describe("remove (as the paper does) or mask with a typed placeholder such as <身份证>"),
  kinds: z
    .array(z.enum(["identity", "mobile", "landline", "qq", "email"]))
    .default(["identity", "mobile", "landline", "qq", "email"])
    .describe("What is looked for"),
});

/** Removes personal data: what counts as such stands in text/personal-numbers.ts and text/email-addresses.ts. */
export const privacy = defineMap({
  name: "privacy",
  summary: "Removes or masks identity numbers, mobile and landline numbers, QQ numbers and e-mail addresses.",
  source:
    "Yuan et al. 2021, §2.2; GB 11643-1999 (identity number), YD/T telephone numbering plan (1[3-9] mobile, 0xx area codes)",
  parameters,
  examples: [
    { in: "身份证11010519491231002X，姓名张三", out: "身份证，姓名张三" },
    { in: "身份证110105194912310021不合校验", out: "身份证110105194912310021不合校验" },
    {
      in: "手机13812345678或+86 139-1234-5678联系",
      out: "手机<手机号>或<手机号>联系",
      params: { action: "mask" },
    },
    {
      in: "电话010-62781234转分机，传真(021)5678 1234",
      out: "电话<电话>转分机，传真<电话>",
      params: { action: "mask" },
    },
    {
      in: "加QQ：12345678或发邮件到zhang.san@mail.cn吧",
      out: "加QQ：<QQ号>或发邮件到<邮箱>吧",
      params: { action: "mask" },
    },
    {
      in: "QQ：12345678、87654321，<zhang@mail.cn>、mailto:li@mail.cn",
      out: "QQ：、，、",
    },
    {
      in: "git@gitee.com user@1000.service logo@2x.png 共 19327352832 字节",
      out: "git@gitee.com user@1000.service logo@2x.png 共 19327352832 字节",
    },
    {
      in: "订单号202013812345678901，圆周率3.13812345678",
      out: "订单号202013812345678901，圆周率3.13812345678",
    },
  ],
  open: (params) => {
    const wanted = new Set<Kind>(params.kinds);
    const mask = params.action === "mask";
    const replacement = (kind: Kind): string => (mask ? placeholders[kind] : "");
    return (sample) => {
      const p = profileOf(sample.text);
      // The shortest number that counts has five digits (QQ).
      const numbers = p.digit >= 5;
      if (!numbers && p.atSign === 0) return sample;
      let text = sample.text;
      if (p.atSign > 0 && wanted.has("email")) text = replaceEmails(text, replacement("email"));
      if (numbers) text = replaceNumbers(text, wanted, replacement);
      return withText(sample, text);
    };
  },
});
