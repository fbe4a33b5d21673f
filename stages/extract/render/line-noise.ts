/**
 * Lines of a page that belong to no text although they stand inside it: credits, notices, prompts, headings of lists of
 * other articles. Only short lines that are nothing else are taken: a sentence that mentions an editor stays.
 *
 * Lines are compared in simplified characters, so the patterns hold for traditional pages too (関連記事 is 関连记事 then).
 */
import { simplifiedUnits } from "../../text/characters/traditional-marks.js";

/** Longest line that can be noise, in units. */
const longest = 90;
/** Longest line that points to another page: its title stands in it. */
const longestPointer = 160;

/** Wherever they stand. */
const prompts = new RegExp(
  "^[\\s>»|【\\[（(\\-–—*•·]*(?:" +
    [
      "(?:点击|点此|单击)?(?:查看|阅读|显示|展开|加载|浏览)(?:更多|全文|原文|详情|大图|剩余|余下)[^，。]{0,12}",
      "点击(?:进入|图片|下载|关注|收听|上方|下方|这里|此处|阅读原文|看|观看|放大|菜单)[^，。]{0,24}",
      '\\d{0,2}[、.．)）]?\\s*(?:后台)?回复[【“"「][^】”"」]{1,12}[】”"」][^。]{0,24}|(?:高清)?(?:图集|组图)',
      "(?:更多(?:精彩|内容|资讯|新闻|报道|文章)|返回(?:首页|顶部|列表|目录)|回到顶部)[^，。]{0,16}",
      "(?:上|下|前|后)一(?:篇|页|条|章|则)(?:[:：].{0,60})?",
      "(?:分享(?:到|至|给|让更多人看到)|字号|纠错|微信扫一扫|扫一扫|打开app|打开微信)[^，。]{0,24}",
      // Buttons alone: 打印函数参数 and 关闭防火墙 are headings of manuals.
      "(?:分享|收藏|打印|关闭|举报|点赞|转发)(?:[\\s\\d|｜/、·:：()（）\\[\\]【】+]|分享|收藏|打印|关闭|举报|点赞|转发|评论|反馈|按钮|微信|微博|朋友圈|qq空间|[本此](?:文|页|稿|站)|文章|网页|窗口|页面)*",
      "我要(?:跟帖|评论|留言)|[^。，]{0,20}请?(?:关注|搜索)(?:微信)?公众号[^。]{0,30}|(?:相关|更多)资讯请关注[^。]{0,20}|[^。]{0,12}点(?:个|击)?[【“]在看[】”][^。]{0,12}|[^。]{0,8}点个在看",
      "(?:图片?|图文|内容|文章|部分内容|信息|资料|素材)?(?:均)?(?:来自|来源于?|转自)网络[^。]{0,30}|[^。]{0,16}如有侵权[^。]{0,8}(?:联系|告知)[^。]{0,12}。?",
      "扫(?:一扫|描)(?:上方|下方|右侧|左侧)?二维码[^。]{0,30}",
      "(?:评论|跟帖|回复|参与)\\s*[（(]?\\s*\\d*\\s*[)）]?|(?:阅读|浏览|点赞)\\s*[（(]\\s*\\d+\\s*[)）]|已输入\\d+字|关键词\\s*>.{0,60}|感谢您的反馈.{0,30}|the end|[-–—*]\\s*end\\s*[-–—*]|未完待续|\\(?完\\)?",
      "(?:[一-鿿]{0,4}(?:关注者|浏览|阅读|播放|点赞|收藏|回复|查看|下载|主题|帖子|积分|粉丝)[数量]?[:：]?\\s*\\d[\\d,.]*(?:\\s?[万亿wk+次]{1,2})?(?![\\d,.万亿wk+次])[\\s|/·]*){2,8}",
      "(?:楼主|沙发|板凳|地板|\\d{1,4}[楼#])?\\s*(?:发表|发布|编辑|更新)于[:：]?\\s*(?:19|20)\\d\\d[-/.年][-/.月日:：\\d\\s|]*(?:(?:只看该作者|倒序浏览|引用|回复|举报|编辑|支持|反对|收藏)[\\s|]*){0,8}|复制(?:代码)?",
      "(?:天才)?[一1]秒(?:钟)?记住(?=.{0,30}(?:小说|本[书站]|网|【|www|\\.co?m)).{0,60}|请记住本[书站](?:首发|最新)?(?:域名|网址|地址).{0,60}|最新网址[:：].{0,60}|喜欢.{1,24}请大家收藏[:：].{0,60}|手机用户请(?:浏览|访问|到).{0,60}|本章未?完(?:.{0,20}下一[页章].{0,20})?|ps[:：].{0,40}求(?:收藏|推荐(?![一-鿿])|推荐票|月票|订阅|打赏).{0,20}",
      "(?:如果|觉得|喜欢)[^。]{0,12}(?:本文|文章|这篇|教程|内容|视频|博客)(?:[^。]{0,8}(?:有(?:所)?(?:帮助|用|启发|收获)|不错|喜欢))[^。]{0,12}(?:点(?:个|一个|一下)?赞|收藏|转发|关注)[^。]{0,24}[。！!~]?",
      "您的浏览器(?:暂时)?(?:无法|不支持)[^。]{0,24}",
      "advertisements?|(?:-\\s*)?anzeige(?:, enthält .{0,30})?|externer inhalt|werbung|reklama?|publicidad|publicité|annonse|story continues below.{0,20}|広告|광고",
      "read (?:more|full story|the full .{0,30})|continue reading.{0,40}|show more|load more|view comments?|click (?:here|to) .{0,40}",
      "(?:share|tweet|print|email|save|comments?|like|reply)(?: this| it)?(?: (?:article|story|post|page))?(?: on .{0,20})?",
      "join the conversation.{0,8}|leave a (?:comment|reply)|sign up .{0,60}|subscribe .{0,60}|follow us .{0,60}",
      "(?:diese(?:n|s)? )?(?:seite|artikel|beitrag|rezept|text) (?:teilen|drucken|merken|weiterempfehlen|kommentieren)(?: (?:bei|auf|per|via) .{0,30})?|(?:als |(?:dieses|diesen|diese) .{0,20} als )pdf (?:herunterladen|speichern|öffnen)|keine kommentare.{0,60}",
      "(?:sie müssen sich|du musst dich|bitte) (?:einloggen|anmelden|registrieren),? um .{0,60}|sie sind (?:aktuell |derzeit )?nicht (?:eingeloggt|angemeldet)|you must (?:be logged in|log in|sign in|register) to .{0,60}|debes iniciar sesión .{0,60}",
      "(?:weitere|weiterführende|nähere) informationen(?: zum .{0,50})?",
      "(?:join|get|sign up for) (?:our|the) newsletter.{0,60}|s[ií]gu?enos en .{0,80}|¡?(?:mira|visita|suscr[ií]bete a)\\b.{0,30} canal de (?:youtube|telegram|whatsapp|twitch|vimeo|instagram|tiktok)!?|suivez-nous .{0,60}|folge? uns (?:auf|bei) .{0,60}|obserwuj nas .{0,60}|フォローする|팔로우",
      "mehr (?:lesen|dazu|erfahren)|weiterlesen|kommentieren|drucken|teilen|lire la suite|leer más|czytaj (?:więcej|dalej)|drukuj|więcej",
    ].join("|") +
    ")[\\s<«|】\\]）)…\\.:：>»\\-–—]*$",
  "i",
);

/** Notices about rights and registration, wherever they stand. What a law says of licences, rights and telephones is none. */
const notices = new RegExp(
  [
    "ICP[备证]|公网安备|网安备案|(?:备案号|经营许可证|许可证编?号|举报电话|投诉(?:电话|邮箱))\\s*(?:[:：]\\s*\\S|[一-鿿]?[a-z\\d])|(?:举报电话|投诉(?:电话|邮箱))$",
    "^\\W{0,3}copyright\\b|版权所有(?![人者权])|all rights reserved",
    "未经.{0,12}(?:许可|授权).{0,12}转载|未经.{0,12}(?:许可|授权).{0,4}(?:不得|请勿|严禁|禁止|谢绝).{0,8}(?:复制|使用)[\\s。！!]*$",
    "转载请(?:注明|联系|附上?|标明|保留)|(?:请勿|不得)转载[\\s。！!.）)】]*$|侵删[\\s。！!）)]*$|侵权必究[\\s。！!）)】]*$",
    "^[\\s（(【*※声明:：本此该以上所有图文片章网站内容作品素材视频的及和与其原创部分资料来源自于络，]{0,24}版权归(?:原?作者|本站|本网|博主)[^，。]{0,8}所有",
    "扫描二维码关注|不构成(?:任何)?投资建议(?![”」』》])|据此(?:操作|投资|入市)[，,]?(?:风险|盈亏|后果)",
  ].join("|"),
  "i",
);

/** Who made the text, at its head or foot. */
const credits =
  /^[\s（(【[]*(?:本文)?(?:责任编辑|责编|编辑|见习编辑|值班编辑|审核|审校|编校|校对|监制|监审|终审|签发|主编|总编|美编|出品|策划|统筹|作者|记者|通讯员|初审|复审|采写|撰文|撰稿|执笔|供稿|整理|文字|文|图|分类专栏|文章标签|摄影|制图|供图|图片来源|视频|来源|稿源|出处|文章来源|信息来源|原标题|关键词|标签|发布时间|发布日期|发表时间|更新时间|时间|日期|人气|浏览|阅读|点击|字体)\s*[:：丨|｜/]/;

/** The same without a colon, and the last line of a paper: 新京报记者 张三, 编辑 李四 校对 王五, 某科供稿 摄影/张三. */
const names =
  /^[\s（(【[]*(?:[\p{Script=Han}《》·]{0,12}(?:记者|作者|通讯员|实习生)\s+\p{Script=Han}[\p{Script=Han}·、 ]{1,24}|[\p{Script=Han} ]{0,12}记者[\p{Script=Han}、]{2,12}\s*[／/]\s*\p{Script=Han}{0,8}(?:综合|特|专题|专访)?报[导道]|(?:(?:责任编辑|责编|编辑|校对|审核|摄影|撰文|采写|执笔|记者)\s+[\p{Script=Han}·]{2,4}\s*){1,4}|[^。，]{0,30}\s(?:摄影|编辑|校对|审核|责编)\s*[/:：|]\s*[\p{Script=Han}·]{2,4})[\s）)】\]]*$/u;

/** Where the text stood first, and under which title. */
const provenance =
  /^[\s（(【[]*(?:原标?题(?:为|是|\s*[:：《“])|本文(?:来自|来源|转自|转载自|首发于|选自|由|系)[^。]{0,40}(?:APP|公众号|客户端|授权|转载|首发|发布|出品))/i;

/** Links at the end of the last paragraph. */
const wayBack = /返回[\p{Script=Han}]{0,6}(?:首页|列表|目录|顶部|，查看更多)[\s>》＞]*$/u;

/** The editor's name ends a Chinese article: what follows is the site's. */
const closing = /^[\s（(【[]*(?:责任编辑|责编|值班编辑|本文编辑)\s*[:：丨|/]?\s*\S/;

/** A line that is a date and little else. */
const dateLine =
  /^\D{0,24}(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s*(?:[T\s]|星期.|周.)?\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?[^。，]{0,50}$/;

/** A date under a signature is a part of the notice or letter, and stays: 某县人民政府办公室 2024年3月28日. */
const signedDay = /^\s*(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s*$/;
const signature =
  /^[^，。：:]{2,40}(?:政府|办公[厅室]|委员会|委|局|厅|部|院|处|署|所|站|馆|会|中心|公司|集团|大学|学院|学校|中学|小学|社区)(?:\s*[（(][^（）()]{1,12}[)）])?$/;

/** Headings of lists of other pages. */
const otherPages = new RegExp(
  "^[\\s#>【\\[·•*\\-–—]*(?:" +
    [
      "(?:相关|推荐|延伸|扩展|精彩|热门|往期|近期|热点|更多)(?:阅读|新闻|文章|链接|推荐|报道|内容|专题|资讯|回顾|图集)(?:报[导道])?",
      "猜你喜欢|(?:为您|为你)推荐|您可能(?:还)?(?:喜欢|感兴趣).{0,8}|大家都在看|热文排行|网友(?:评论|跟帖|印象)|(?:最新|全部|热门)评论|发表评论|用户评论",
      "related(?: (?:articles?|posts?|news|stories|content|links|topics|coverage|reading|items))?|you (?:may|might|could) (?:also )?(?:like|enjoy|be interested in).{0,12}",
      "(?:read|see) (?:also|next)|also read.{0,10}|more (?:from|on|in|stories|news|like this).{0,40}|recommended(?: for you)?|most (?:read|popular|viewed)|trending(?: now)?|latest (?:news|posts|stories)|what to read next",
      "comments?(?: \\(\\d+\\))?|\\d+ (?:comments?|responses?|replies)|(?:about|über) (?:the|den) (?:author|autor).{0,20}",
      "das könnte (?:sie|dich) (?:auch )?interessieren|mehr zum thema.{0,20}|mehr (?:von|aus|über) .{0,30}|weitere(?: interessante)? (?:artikel|themen|beiträge|meldungen).{0,20}|ähnliche (?:artikel|beiträge)|verwandte (?:artikel|themen)|auch interessant|schon gelesen|(?:noch )?mehr (?:interessantes|infos für (?:dich|sie))|lust auf mehr|(?:neueste|aktuelle|letzte) (?:artikel|beiträge|meldungen|nachrichten)|(?:verwandte|ähnliche|passende) (?:themen(?:bereiche)?|inhalte)|weiterführende (?:links|artikel)|schlagw(?:orte|örter)|lesen sie auch.{0,40}|schreibe einen kommentar.{0,20}|kommentare?",
      "(?:à )?lire aussi.{0,40}|vous aimerez aussi|à voir aussi.{0,20}|articles? (?:liés|similaires|connexes)|sur le même (?:sujet|thème)|artículos relacionados|(?:te|le) puede interesar|notas relacionadas|contexto de la noticia|leia (?:também|mais)|veja também|zobacz (?:też|także|również).{0,40}|czytaj (?:też|także|również).{0,40}|polecamy|související(?: články)?|mohlo by vás zajímat|関连(?:记事|ニュース|リンク)|あわせて読みたい|관련 ?(?:기사|뉴스)",
    ].join("|") +
    ")[\\s:：】\\]…\\.>»-]*$",
  "i",
);

/** A line that points to one other page, wherever it stands: `Lesen Sie auch: ...`. */
const pointers =
  /^[\s>»•*–—-]*(?:(?:le|te) puede interesar|puedes ver|lea (?:también|además)|lee también|mire|ver también|leia (?:também|mais)|lesen sie (?:auch|dazu)|lies auch|mehr zum thema|siehe auch|à lire(?: aussi)?|lire aussi|read (?:more|also|next)|also read|see also|related|more|czytaj (?:też|także|również)|zobacz (?:też|także|również)|dowiedz się więcej|czytaj więcej|viz také|čtěte také|相关阅读|延伸阅读|関连记事|あわせて読みたい|관련 ?기사)\s*[:：]\s*\S/i;

/** Credits of pictures. */
const pictureCredits =
  /^[\s(（[]*(?:©|\(c\)\s|(?:titel|beitrags|symbol|archiv|header)?(?:bild|foto)s?(?: ?(?:nachweis|quelle|credit))?\s*:|bild via|(?:(?:cover|featured|header) )?(?:image|photo|picture)s?(?: (?:credits?|source|courtesy|by))?\s*:|credits?\s*:|crédits?(?: photos?)?\s*:|fot(?:ografía)?\.?\s*:|(?:写真|画像|사진)\s*[:：=])/i;

/** A caption that ends with whose picture it is: `The hall of the university / (C) Jane Roe`; not the third of several answers. */
const creditedCaption =
  /^(?!.*\([bB]\)).*[/|–—-]\s*(?:©|\([cC]\)(?=\s*[\p{L}.'’-]+ \p{Lu}))\s*\p{Lu}[\p{L}.'’ -]{1,40}$/u;

/** What blog software says of a post: when, by whom, under which heading. */
const postFacts =
  /^(?:(?:der|dieser) (?:beitrag|artikel|eintrag) wurde (?:am|von|unter|in) |erstellt am .{0,60}abgelegt unter|veröffentlicht (?:am|von|in|unter) |publiziert(?: am)?\s*:|letzte aktualisierung(?: am|:)|(?:this (?:entry|post) was|posted|published|filed|last updated?) (?:in|on|by|under|at)\b|ce(?:t)? (?:article|billet) a été publié|esta entrada fue publicada|(?:sofern|soweit) nicht anders (?:ausgewiesen|angegeben|gekennzeichnet)|(?:unless|except where) otherwise (?:noted|stated))/i;
const longestPostFacts = 400;

/** What a site says of every article at its foot; a text may begin so. */
const disclaimers =
  /^[\s（(【[※*]*(?:(?:免责|特别|版权|转载|郑重|重要|平台)?声明|notice(?=: the (?:content|above)))\s*[】\]]?\s*[:：]/i;

/** Dates as they are written in Europe. */
const writtenDay =
  /^\D{0,24}\b(?:\d{1,2}[./]\s?\d{1,2}[./]\s?(?:19|20)\d\d|\d{1,2}\.?\s+(?:de\s+)?\p{L}{3,10}\.?,?\s+(?:de\s+)?(?:19|20)\d\d|\p{L}{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,\s+(?:19|20)\d\d)\b.{0,40}$/u;

/** The reporter's line of a Korean paper: 홍길동 기자 hong@ilbo.kr. */
const koreanByline =
  /^[\s[(（【]*(?:[가-힣]{2,8}=)?[가-힣]{2,4}\s?(?:기자|특파원)(?:\s+[\w.+-]+@[\w.-]+)?[\s\])）】]*$/;

const edgeNoise = [koreanByline, credits, names, provenance, dateLine, writtenDay];

/** How many lines at either end may be credits and dates. */
const headLines = 4;
const footLines = 6;

/** The lines without noise. A heading of other pages ends the text when most of the text stands before it. */
export function dropNoise(lines: readonly string[]): string[] {
  return dropFromEdges(dropAnywhere(lines));
}

function dropAnywhere(lines: readonly string[]): string[] {
  const total = lines.reduce((sum, line) => sum + line.length, 0);
  const kept: string[] = [];
  let before = 0;
  for (const written of lines) {
    before += written.length;
    const line = written.length < longestPointer ? inSimplified(written) : written;
    if (line.length < longestPointer && pointers.test(line)) continue;
    if (line.length > longest) {
      kept.push(written);
      continue;
    }
    if (otherPages.test(line)) {
      if (before > 0.5 * total) break;
      continue;
    }
    if (closing.test(line)) {
      if (before > 0.9 * total) break;
      continue;
    }
    if (prompts.test(line) || notices.test(line) || pictureCredits.test(line)) continue;
    if (creditedCaption.test(line)) continue;
    kept.push(written);
  }
  return kept;
}

function dropFromEdges(lines: readonly string[]): string[] {
  const total = lines.reduce((sum, line) => sum + line.length, 0);
  let read = 0;
  const kept = lines.filter((written, index) => {
    const before = read;
    read += written.length;
    const isFoot = index >= lines.length - footLines;
    if (index >= headLines && !isFoot) return true;
    if (written.length > longestPostFacts) return true;
    const line = inSimplified(written);
    if (postFacts.test(line) || (isFoot && before > 0.5 * total && disclaimers.test(line))) return false;
    if (
      line.length > longest ||
      (signedDay.test(line) && signature.test(inSimplified(lines[index - 1] ?? "")))
    )
      return true;
    return !edgeNoise.some((pattern) => pattern.test(line));
  });
  const last = kept.pop();
  if (last !== undefined) kept.push(last.replace(wayBack, "").trimEnd());
  return kept;
}

const fromCjk = /[\u2e80-\uffff]/;

/**
 * Converted character by character, so that the length stays the same. Most lines need no change and are not copied; most lines in Latin
 * script are not even read.
 */
function inSimplified(line: string): string {
  if (!fromCjk.test(line)) return line;
  for (let i = 0; i < line.length; i++) {
    if (simplifiedUnits[line.charCodeAt(i)] !== line.charCodeAt(i)) {
      return line.replace(/[\u2e80-\uffff]/g, (unit) =>
        String.fromCharCode(simplifiedUnits[unit.charCodeAt(0)]!),
      );
    }
  }
  return line;
}
