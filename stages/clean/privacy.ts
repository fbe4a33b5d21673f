import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { overTexts } from "../../pipeline/contracts/record-texts.js";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineMap } from "../../pipeline/contracts/stage.js";
import { Splice } from "../text/splice.js";
import { makeFinder } from "./personal/find-personal-data.js";
import { personalKinds } from "./personal/kinds.js";
import { keyedPseudonyms, numberedPseudonyms } from "./personal/pseudonyms.js";

const parameters = z.object({
  action: z
    .enum(["remove", "mask"])
    .default("remove")
    .describe("remove (as the paper does) or mask with a typed pseudonym such as [手机1]"),
  kinds: z
    .array(z.enum(personalKinds))
    .default([...personalKinds])
    .describe(
      "What is looked for. ip: public addresses only; phone: international form with +; address: down to the house; passport, wechat and qq: behind the word",
    ),
  "key-file": z
    .string()
    .default("")
    .describe(
      "File with a secret key, relative to the recipe: a value gets the same pseudonym in the whole corpus, such as [手机-qbmwtkea]. Without it values are numbered in each document",
    ),
});

/** Removes or masks personal data: what counts as such stands in personal/, one kind a file. */
export const privacy = defineMap({
  name: "privacy",
  summary:
    "Removes personal data or masks it with consistent pseudonyms: identity, card, phone and account numbers, addresses.",
  source:
    "Yuan et al. 2021, §2.2; GB 11643-1999 (identity number), GB 32100-2015 (credit code), ISO/IEC 7812 (cards), ITU-T E.164 (phones), ISO 13616 (IBAN), GA 36-2018 (plates), RFC 6890 (public IP addresses)",
  parameters,
  titles: true,
  files: (params) => (params["key-file"] === "" ? [] : [params["key-file"]]),
  examples: [
    { in: "身份证11010519491231002X，姓名张三", out: "身份证，姓名张三" },
    { in: "身份证110105194912310021不合校验", out: "身份证110105194912310021不合校验" },
    {
      in: "手机13812345678或+86 139-1234-5678联系，不是138-1234-5679",
      out: "手机[手机1]或[手机2]联系，不是[手机3]",
      params: { action: "mask" },
    },
    {
      in: "张三13812345678，李四13912345678，再找张三：138 1234 5678",
      out: "张三[手机1]，李四[手机2]，再找张三：[手机1]",
      params: { action: "mask" },
    },
    {
      in: "电话010-62781234转8001，传真(021)5678 1234，座机：62781234",
      out: "电话[电话1]，传真[电话2]，座机：[电话3]",
      params: { action: "mask" },
    },
    {
      in: "加QQ：12345678或微信号zhang_san88，或发邮件到zhang.san@mail.cn吧",
      out: "加QQ：[QQ1]或微信号[微信1]，或发邮件到[邮箱1]吧",
      params: { action: "mask" },
    },
    {
      in: "卡号6222 0202 0001 2345 670，信用代码91350100M000100Y43，车牌京A·12345，护照E12345678",
      out: "卡号[银行卡1]，信用代码[信用代码1]，车牌[车牌1]，护照[护照1]",
      params: { action: "mask" },
    },
    {
      in: "他住在杭州市西湖区文三路100号3单元502室，IP是114.114.114.114，不是192.168.1.1",
      out: "他住在[地址1]，IP是[IP1]，不是192.168.1.1",
      params: { action: "mask" },
    },
    {
      in: "Call +1 (415) 555-2671, IBAN GB82 WEST 1234 5698 7654 32, SSN 536-22-1234.",
      out: "Call [国际电话1], IBAN [IBAN1], SSN [SSN1].",
      params: { action: "mask" },
    },
    {
      in: "QQ：12345678、87654321，<zhang@mail.cn>、mailto:li@mail.cn",
      out: "QQ：、，、",
    },
    {
      in: "git@gitee.com root@tecmint.com user@1000.service logo@2x.png 共 19327352832 字节",
      out: "git@gitee.com root@tecmint.com user@1000.service logo@2x.png 共 19327352832 字节",
    },
    {
      in: "订单号202013812345678901，圆周率3.13812345678，版本1.2.3.4",
      out: "订单号202013812345678901，圆周率3.13812345678，版本1.2.3.4",
    },
  ],
  open: (params, context) => {
    const find = makeFinder(new Set(params.kinds));
    const mask = params.action === "mask";
    const keyFile = params["key-file"];
    const keyed =
      keyFile === "" ? undefined : keyedPseudonyms(readFileSync(resolve(context.baseDir, keyFile)));
    return (sample, count) => {
      // All texts of a record are one document: who has a number in one of them has it in the others.
      let pseudonym = keyed;
      const edit = overTexts((part) => {
        const found = find(part.text);
        if (found.length === 0) return part;
        pseudonym ??= numberedPseudonyms();
        const splice = new Splice(part.text);
        for (const { kind, start, end } of found) {
          count?.(kind);
          splice.replace(start, end, mask ? pseudonym(kind, part.text.slice(start, end)) : "");
        }
        return withText(part, splice.finish());
      }, true);
      return edit(sample);
    };
  },
});
