/** Lines that are no text, by what they say; and lines that look like them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { extractPage } from "../../../../stages/extract/extract-page.js";
import { dropNoise } from "../../../../stages/extract/render/line-noise.js";
import { paragraphs } from "../paragraphs.js";

const body = "这是一段很长的正文，讲的是今天发生的事情，大家都很关心这件事情的进展。".repeat(6);

test("prompts and notices of Chinese sites are dropped, sentences that begin like them are not", () => {
  const noise = [
    "- THE END -",
    "我要跟帖",
    "看都看完了，点【在看】试试在看",
    "图片来自网络，如有侵权，请联系删除。",
    "相关资讯请关注:逆水寒专区",
    "- END -",
    "关注者 1,234 被浏览 567,890",
    "发表于 2023-11-05 20:14:22 | 只看该作者",
    "一秒记住【某某小说网】，精彩小说无弹窗免费阅读！",
    "（本章完）",
    "沙发 发表于 2023-08-01 10:35 引用 回复",
    "最新网址：www.mou.cc",
    "喜欢大漠孤烟请大家收藏：(www.mou.cc)大漠孤烟更新速度最快。",
    "更多真题请关注微信公众号“建造师考试”",
    "PS：新书上传，求收藏求推荐票！",
    "如果本文对你有帮助，欢迎点赞、收藏、关注！",
    "图片：部分来源网络，侵删",
    "版权归作者所有，没有作者本人的书面许可任何人不得转载。",
    "以上内容仅供参考，不构成投资建议，据此操作，风险自担。",
    "分享 收藏 打印 | 关闭窗口",
    "收藏本文（12）",
    "增值电信业务经营许可证：京B2-20180135",
    "违法和不良信息举报电话 010-12345678",
    "未经书面授权，禁止复制。",
    "本文来源于网络，版权归原作者所有，如有侵权请联系",
  ];
  for (const line of noise) assert.deepEqual(dropNoise([body, line, body]), [body, body], line);
  const sentences = [
    "收藏家们都很喜欢这件作品。",
    "早上九点在看守所门口",
    "▲图片来自视频截图。",
    "end",
    "主题 12 是最难的一个",
    "发表于 2023 年的这篇论文，引用了她的数据",
    "本章完成之后，他把自己关在屋里三天。",
    "本章结束时，主人公已经不在了，留下的只有那一封信。",
    "如果孩子发烧，请密切关注体温。",
    "委托创作的作品，版权归受托人所有。",
    "作品刊登后，除著作权人声明不得转载、摘编的外，其他报刊可以转载。",
    "法院认为，涉案照片的版权归作者张某所有，被告应当赔偿。",
    "宣传单上印着“侵权必究”四个字。",
    "研究报告应载明“不构成投资建议”。",
    "他没有据此操作，因此躲过了那次大跌。",
    "农药经营许可证有效期为5年。",
    "供热企业应当公开投诉电话，受理投诉。",
    "（三）化妆品生产许可证编号；",
    "（一）未经著作权人许可，复制、发行、表演其作品的；",
    "法律列出的版权所有人可以起诉他人。",
    "（二）农药经营许可证",
    "有下列情形之一的，吊销农药经营许可证：",
    "关闭防火墙",
    "微博",
    "关闭 SELinux",
    "打印函数参数",
    "分享文件",
    "转发请求到后端",
    "1秒记住单词的方法",
    "请记住本书的主旨：爱是唯一的答案",
    "PS：我在这里求推荐一本好书",
    "如果文章太长，先收藏再读",
    "喜欢这个故事的读者，请大家收藏起来",
  ];
  for (const line of sentences) assert.deepEqual(dropNoise([body, line, body]), [body, line, body]);
});

test("prompts, credits and lists of other pages are dropped from traditional pages too", () => {
  const body = "這是一段很長的正文，講的是今天發生的事情，大家都很關心這件事情的進展。".repeat(6);
  const noise = ["點擊查看更多", "責任編輯：王小明", "版權所有，未經授權請勿轉載", "分享到臉書"];
  for (const line of noise) assert.deepEqual(dropNoise([body, line, body]), [body, body], line);
  assert.deepEqual(dropNoise(["記者陳小明／台北報導", body]), [body]);
  assert.deepEqual(dropNoise([body, body, "更多新聞報導", "跨年夜垃圾量創新高"]), [body, body]);
  assert.deepEqual(dropNoise([body, "関連記事", body, body]), [body, body, body], "and from Japanese ones");
});

test("disclaimers of a site stand at its foot; a statement that is the text stays", () => {
  const statement = "声明：近日有人冒用我司名义招聘，请大家注意辨别。";
  assert.deepEqual(dropNoise([body, body, "特别声明：以上内容为用户上传，本平台仅提供信息存储服务。"]), [
    body,
    body,
  ]);
  assert.deepEqual(dropNoise([statement, ...Array<string>(6).fill(body)])[0], statement);
  const short = ["严正声明", statement, "某某科技有限公司"];
  assert.deepEqual(dropNoise(short), short);
});

test("names of reporters and editors, provenance and replies to a robot are no text; they tell the author", () => {
  const noise = [
    "新京报记者 陆一",
    "编辑 刘晓 校对 李明",
    "编辑|王小",
    "药剂科供稿 摄影/张三 编辑/李四",
    "执笔/刀刀姐、李小飞",
    "（原题为《新的一年》）",
    "(本文来自某某新闻，更多原创资讯请下载“某某新闻”APP)",
  ];
  for (const line of noise) assert.deepEqual(dropNoise([body, body, line]), [body, body], line);
  for (const line of [
    "1、回复【公租房】查看最新消息",
    "点击菜单栏【便民服务】解锁更多服务！",
    "（点击看清晰大图）",
  ])
    assert.deepEqual(dropNoise([body, line, body]), [body, body], line);
  const sentences = [
    "记者 从现场发回报道，大家都平安。",
    "本文由三个部分组成，先说第一个。",
    "编辑 器和校对工具都装好了",
    "回复【】里的内容即可。",
  ];
  for (const line of sentences) assert.deepEqual(dropNoise([body, body, line]), [body, body, line]);
  const { author } = extractPage(
    `<title>雨后</title><div><p>某某日报记者 张三 李四</p>${paragraphs.repeat(4)}</div>`,
  );
  assert.equal(author, "张三");
});

test("the day under the signature of a notice is a part of it", () => {
  const body = "各单位要妥善安排好值班和安全保卫工作，遇有重大突发事件，要按规定及时报告并妥善处置。".repeat(
    3,
  );
  const notice = [body, "特此通知。", "某县人民政府办公室", "2024年3月28日"];
  assert.deepEqual(dropNoise(notice), notice);
  const traditional = [body, "某某縣選舉委員會", "2024年3月28日"];
  assert.deepEqual(dropNoise(traditional), traditional);
  assert.deepEqual(dropNoise([body, "2024年3月28日"]), [body], "a day alone is the page's");
});

test("the way back to the site goes, whatever its credits stand behind it", () => {
  const lines = [
    body,
    `${body}返回某狐，查看更多`,
    "责任编辑：",
    "阅读 (233)",
    "平台声明：该文观点仅代表作者本人。",
  ];
  assert.deepEqual(dropNoise(lines), [body, body]);
});

test("the reporter's line at the foot of a Korean page is no text", () => {
  const body = "서울에 올가을 들어 첫눈이 내렸다. 지난해보다 12일, 평년보다 3일 빠른 기록이다.".repeat(3);
  assert.deepEqual(dropNoise([body, "홍길동 기자 hong@ilbo.kr"]), [body]);
  assert.deepEqual(
    dropNoise([body, "홍길동 기자는 어제 서울에 도착했다."]).length,
    2,
    "a sentence about one stays",
  );
});

test("what a German site lists under its newest articles is no part of the one above", () => {
  const body = [
    "Der Garten lag still in der Sonne, und niemand sprach ein Wort.".repeat(3),
    "Am Abend kam der Regen.",
  ];
  assert.deepEqual(dropNoise([...body, "Neueste Artikel", "Ein anderer Text über den Wald"]), body);
  assert.deepEqual(dropNoise([...body, "Neueste Artikel der Verfassung galten schon 1949."]).length, 3);
});

test("a caption that ends with whose picture it is and a Spanish prompt to watch are no text", () => {
  const kept = [
    "La lluvia cayó durante tres días.",
    "En su canal de YouTube cuenta lo que pasó aquel día.",
    "See (a) / (c) below",
    "See (a) / (C) Below",
    "Answer - (C) All of the above",
    "(A) New York / (B) Los Angeles / (C) San Francisco",
    "Visita el Canal de Panama",
  ];
  assert.deepEqual(
    dropNoise([
      kept[0] ?? "",
      "Le piquet de grève dans le hall / (C) Jeanne Roux",
      "¡Mira lo que tiene nuestro canal de YouTube!",
      ...kept.slice(1),
    ]),
    kept,
  );
});
