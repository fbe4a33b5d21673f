/** Sentences in which something only looks like a number, address or account, and such in which it is one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeFinder } from "../../../../stages/clean/personal/find-personal-data.js";
import { personalKinds } from "../../../../stages/clean/personal/kinds.js";

const find = makeFinder(new Set(personalKinds));
const seen = (text: string): string[] => find(text).map(({ start, end }) => text.slice(start, end));

/** What is found stands in ⟦ ⟧. */
function marked(lines: string): readonly (readonly [text: string, told: string[]])[] {
  return lines
    .trim()
    .split("\n")
    .map((line) => [
      line.replace(/[⟦⟧]/g, "").trim(),
      Array.from(line.matchAll(/⟦(.*?)⟧/g), ([, told = ""]) => told),
    ]);
}

function check(lines: string): void {
  for (const [text, told] of marked(lines)) assert.deepEqual(seen(text), told, text);
}

test("a hotline behind its word is found; counts, models and parts of longer numbers are not", () => {
  check(`
    客服热线：⟦400-820-8820⟧
    全国统一热线⟦400-8208-820⟧，欢迎来电
    客服电话 ⟦4008208820⟧
    服务热线：⟦4008-208-820⟧
    客服：⟦800-810-1234⟧
    客服⟦400 820 8820⟧（工作日）
    拨打客服 ⟦400-650-7099⟧ 转 3
    咨询热线：⟦400-888-8888⟧
    热线（24小时）：⟦400-820-8820⟧，节假日照常
    该电话交换机型号为4008，容量八百门
    客服中心日均受理4000000000次请求
    热线开通以来共接到400余个来电
    公司投入4005000000元升级客服系统
    电话费合计8000000000元
    咨询公司估计市场规模达8001234567美元
    据来电显示，400、800开头的号码需要实名
    售后服务网点超过400-500家
    拨打量从400 000增长到800 000
    Tel Aviv 的人口约为 400 000 人
    该机房有电话线路400-450条
    ISBN 400-1234567-8 已停用
    热线接通率提高，日均800 1200 1600个
    热线处理工单编号400123456789
    页码 400-4012
    拨打电话前请按型号4001查询
    咨询费收入4001.234567万元
    产品编号400-12-345-6789，售后请凭编号
    客服工号8000123
    电话会议的预算为8003000000日元
    会议室800可容纳400人，电话预约
    电话分机4001、4002、4003
    客服平均响应400 ms，峰值800 ms
    咨询量：400 350 420 380（单位：万）
    热线电话开通于1999年，累计服务8001234567人次
    型号HT-400-820-8820A
    http://a.cn/tel/400-820-8820.html
    订单400-820-88201已由客服处理
    服务器8000端口与8001端口
  `);
});

test("an address with spaces at its sign is found; mentions, commands, products and speeds are not", () => {
  check(`
    联系：⟦zhang.san @ mail.cn⟧，谢谢
    邮箱：⟦lihua @ 163.com⟧
    邮箱 ⟦lihua@ 163.com⟧
    email: ⟦wang_88 @gmail.com⟧
    Contact: ⟦li.hua @ pku.edu.cn⟧
    感谢 @weibo.com 的编辑
    C = A @ B.transpose()
    logits = hidden @ weight.de
    q @ k.transpose(-2, -1)
    我们在 @ example.com 见
    meet us @ github.com/user
    Follow me @ twitter.com
    dig +short myip.opendns.com @resolver1.opendns.com
    dig NS github.com. @ns1.p16.dynet.net
    价格 5 元 @ 3 件
    10 @ 2.5 GHz
    Intel i7 @ 3.4GHz
    npm i vue@ next
    @Override public void run()
    vue-router @ next.js
    x @ y.T 表示矩阵乘法
    scope @angular/core
    W1 @ x.cn_out
    a @ b.com
    见 @张三 的微博
    张三 @ 李四
    1080p @ 60fps
    import foo @ bar.org
    docker pull nginx @ sha256
    装饰器 @ property
    user @ localhost
    root @ server.com
    git @ github.com
    lunch @ cafe.com
    me @ home.net
  `);
});

test("the later numbers of a row of phones are found without an area code; dates, sums and codes behind a phone are not", () => {
  check(`
    咨询：⟦010-62063646⟧、⟦62063645⟧
    电话：⟦010-62063646⟧/⟦62063645⟧/⟦62063647⟧
    电话 ⟦0752-2180812⟧ ⟦2180813⟧
    电话：⟦8521288⟧；⟦8521289⟧，茉莉酒吧
    热线⟦400-820-8820⟧或⟦6278-1234转8001⟧
    电话：⟦010-62781234⟧，⟦62781235转801⟧
    电话：⟦010-62063646⟧，20230105发布
    电话：⟦010-62063646⟧ 2023-1015
    电话：⟦010-62063646⟧，100080 北京
    电话：⟦010-62063646⟧、2019-2020年度
    电话：⟦010-62063646⟧，6206364元
    电话：⟦010-62063646⟧，3000000股
    电话：⟦010-62063646⟧，3456789名会员
    面积：⟦010-62063646⟧ 800-1200平米
    电话：⟦010-62063646⟧，⟦62063645⟧传真：⟦010-62063647⟧
    电话：⟦010-62063646⟧、⟦62063645⟧王先生
    电话：⟦010-62063646⟧ ⟦62063645⟧联系人：李华
    电话：⟦010-62063646⟧。62063645 是库存编号
    电话：⟦010-62063646⟧，账号62063645
    电话：⟦010-62063646⟧，6206364.5
  `);
});

test("a version that is written to the end of a name is no address of a machine", () => {
  check(`
    IP⟦114.114.114.114⟧
    服务器ip：⟦114.114.114.114⟧
    DNS⟦114.114.114.114⟧
    "log": "refused\\n⟦39.106.100.202⟧ connected"
    访问http://⟦39.106.100.202⟧/upload
    Microsoft.VisualStudio.Node.x86.6.4.0
    升级到v86.7.4.0
    RC95.210.113.142
  `);
});

test("a passport's number is found, however it is labelled; what is issued, charged or dialled for passports is not", () => {
  check(`
    护照号：⟦E12345678⟧
    护照号码 ⟦123456789⟧
    持护照⟦147258369⟧入境
    护照（⟦123456789⟧）
    Passport No. ⟦512345678⟧
    passport: ⟦512345678⟧
    passport number ⟦AB1234567⟧
    往来港澳通行证号码为⟦C12345678⟧
    台胞证⟦01234567⟧
    护照编号：⟦123456789⟧
    护照：No.⟦123456789⟧
    护照号码（Passport No.）：⟦147258369⟧
    持中国护照，号码为⟦147258369⟧入境
    护照证号：⟦147258369⟧
    护照的号码是⟦147258369⟧
    护照或身份证号码：⟦147258369⟧
    证件类型：护照 证件号码：⟦147258369⟧
    护照（号码：⟦147258369⟧）
    旅行证件（护照）号码：⟦147258369⟧
    護照號碼為⟦147258369⟧
    **护照号码**：⟦147258369⟧
    护照号码：“⟦147258369⟧”
    护照号码【⟦147258369⟧】
    护照号码 ⟦147258369⟧ 张三本人
    护照号码：⟦147258369⟧本人签字
    My passport is ⟦512345678⟧
    passport number is ⟦512345678⟧
    Passport Number: ⟦512345678⟧
    Passport Number: ⟦AB1234567⟧
    Passport ID: ⟦512345678⟧
    {"passport": "⟦512345678⟧", "passport_no": "⟦512345679⟧"}
    passport_number=⟦512345678⟧
    护照（20190401启用）
    通行证 20190401 启用
    passport 20190101
    签发护照1234567枚，受理护照1234567宗
    全年签发护照17338000本
    全年签发普通护照 17338000 本
    换发护照4325691余本，往来港澳通行证5200000张
    护照费用1600000元
    护照的工本费收入为12000000元
    护照有效期至20290101
    自20190401起护照异地可办
    办理护照须在20190401之后预约
    护照业务量同比增长，共3100000人次
    电子护照芯片型号7654321，读写器通用
    护照照片尺寸为3300480像素
    passport office hours 20200101
  `);
});

test("an address at example.com is masked, too: what a mask leaves in a trial, it is not trusted with", () => {
  check("写信给 ⟦zhang@example.com⟧ 或 ⟦li@mail.example.org⟧");
});

test("a WeChat account behind +V, 加vx or v信 is found; what is pasted, added or applied is not", () => {
  check(`
    +V：⟦abc12345⟧
    +V ⟦abc12345⟧
    加V：⟦zhang_san⟧
    加v信 ⟦lily8704⟧
    v信：⟦lily8704⟧
    V信⟦lily8704⟧
    +微信：⟦lily8704⟧
    +vx ⟦lily8704⟧
    加vx ⟦lily8704⟧
    加wx：⟦lily8704⟧
    威❤⟦lily8704⟧
    ＋V ⟦lily8704⟧
    微信（⟦lily8704⟧）
    wechat id: ⟦lily8704⟧
    扫码加微信⟦lily8704⟧
    加我微信 ⟦lily8704⟧
    +V ⟦abc12345⟧ 免费领
    +v ⟦abc_12345⟧ 免费领
    请添加微信⟦lily8704⟧
    按下 Ctrl+V 粘贴内容
    Ctrl+V：paste_text
    快捷键 Cmd+V: paste_all
    先 Ctrl+C 再 Ctrl+V：abc123
    5+V：volt12
    增加V：value_1字段
    增加VX：port_123
    附加vx：param_1
    追加V：item_12
    叠加微服务A
    加微软Windows11系统
    加微波炉A1款
    施加V：voltage1 的电压
    外加V：bias_01
    VX虚拟化
    微信小程序app.json
    微信v8.0.1
    +v 表示详细输出
    +V 电源接GPIO12
    加Vue3支持
    加VIP888群
    加VPN123
    加VLAN100
    增加微信Login2功能
    添加微软VS2019
    更加vx：abc123
    添加Windows10主机
    运行 dig +v node_12 查看
  `);
});

test("an address in a zone or quarter is found; lines, decrees and plots of one are not", () => {
  check(`
    地址：⟦苏州工业园区星湖街328号创意产业园5栋⟧
    ⟦江苏省苏州市工业园区东长路18号39幢⟧
    ⟦深圳市南山区科技园南区3号楼501室⟧
    ⟦广东省东莞市松山湖工业园12号⟧
    地址：⟦深圳市南山区高新南区12号⟧
    公司地址：⟦北京经济技术开发区28号⟧
    地址：⟦杭州市滨江区物联网街451号芯图大厦10层⟧
    寄到⟦广东省佛山市顺德区大良镇五沙工业区顺昌路8号⟧
    ⟦山东省青岛市黄岛区开发区116号⟧
    北京市东城区12号文件
    上海市浦东新区2号线
    天津经济技术开发区3号线
    苏州工业园区2021年
    东莞市松山湖园区3条生产线
    深圳市南山区科技园区12家企业
    上海市浦东新区张江园区5号地块
    武汉市东湖开发区18号令
    成都市高新南区3项工程
    广州市黄埔区南区2期
    园区12号楼正在施工
    他在工业区3号车间
    开发区5号会议室
    位于南区3号的厂房
    西安市高新区12号提案
    郑州市航空港区3号公告
    杭州市余杭区未来科技城园区300亩
    苏州工业园区12号通知
    南京市江宁开发区7号机组
    昆山市经济开发区8个项目
    无锡市新吴区工业园3期
    重庆市两江新区1号议案
    合肥市高新开发区6所学校
    香港中区5号选区
    长春市汽车开发区2号线开工
    沈阳市铁西区工业区3千米
    大连市经济开发区40余家
    青岛市黄岛区园区1.5公里
    宁波市保税区南区4个泊位
    厦门市海沧区东区2月启用
  `);
});

test("a landline number with the code of the country is found; counts and scores are not", () => {
  check(`
    TEL:⟦86-10-62781234⟧
    TEL: ⟦86-10-6278 1234⟧
    Tel：⟦+86-10-62781234⟧
    电话：⟦(86-10)62781234⟧
    电话：⟦86-755-8888 1234⟧
    Tel: ⟦0086-10-62781234⟧
    电话：⟦0086 755 88881234⟧
    TEL:⟦86-021-62781234⟧
    电话: ⟦86 21 62781234⟧
    电话：⟦8610-62781234⟧
    Tel ⟦8610 6278 1234⟧
    传真：⟦86-571-87654321-801⟧
    电话：86 10 分
    电话 86-10-12
    1986-10-62 电话
    电话费86 300 25000000
    传真机86-21型
    86-10-62781234
    比分86-102，电话采访
    电话：86个，21部
    电话：8610元
    电话86 550 20万
    Tel 86 23 4月
    电话线86-400-2000米
    传真：1986-10-21
    电话（86）
    电话 0086
    尺寸86-21-3000-4000
    电话：86.10.6278.1234.5
    tel=8610
    Phone 86 21 3000
    电话销量86 21 2345 6789 1011
    热线开通86天，接听21000000次
    座机占86%，手机14%
    电话：00861
    http://a.cn/86-10-62781234
    固话86万户
    Fax 86
    联系方式86 人次
    电话 86-10-1278-1234
    电话数861062万
  `);
});

test("sums, sizes and times of eleven digits are no mobile numbers, nor is 增加Q a QQ number; what stands before 年底 is one", () => {
  check(`
    手机⟦13812345678⟧年底换了
    联系⟦13812345678⟧年后再说
    增强信号请加Q⟦12345678⟧
    想进群加Q⟦12345678⟧
    公元前18600000000年
    138亿年
    约13800000000年前
    15000000000元
    13500000000字节
    13812345678美元
    €13812345678
    £13812345678
    13812345678毫秒
    13812345678公顷
    距今15800000000小时
    宇宙年龄约18600000000年
    预算￥13812345678
    营收$13812345678
    共13812345678日元
    增加Q12345678型
    附加Q12345678号接口
    流量13812345678比特
    借款13812345678卢布
    用时13812345678微秒
    耗电13812345678千瓦时
    距离13812345678英里
    农田13812345678亩
    营业额13812345678港元
    光走了15812345678公里
    罚款13812345678韩元
    存款13812345678人民币
    写入13812345678字节
    13812345678吨货物
    获利13812345678英镑
  `);
});

test("a number behind its word is one whatever follows it; another 加 than 增加 invites, and an added 微信： is one", () => {
  check(`
    微信⟦13812345678⟧秒回
    电话：⟦13812345678⟧ 年薪20万
    联系电话 ⟦13812345678⟧ 万先生
    手机：⟦13812345678⟧ 个人转让
    联系人 ⟦13812345678⟧ 元旦放假
    另外加微信：⟦lily8704⟧
    海外加vx：⟦lily8704⟧
    此外加Q⟦12345678⟧
    新增加微信：⟦lily8704⟧
    增加微信号⟦lily8704⟧
    ⟦深圳市宝安区新安路12号⟧线路板厂
    上海市浦东新区2号线路图
    约13812345678年前
    光走了13812345678公里
  `);
});

test("years, phones with a model's number, rights of files and numbers of goods are no telephone numbers or accounts", () => {
  check(`
    Windows Phone (2010–2017) was a system
    Hotel (2010-2017)
    iPhone 6600 1200
    Headphone 2500 5000
    the microphone 62781234
    Intel 8086 8088
    smartphone 2007–2012
    电话（2010-2017年）
    Phone: ⟦6278 1234⟧
    Telephone: ⟦62781234⟧
    Tel ⟦2012-3456⟧
    售后批号 800-123-4567A
    售后批号4001234567
    咨询编号：8001234567
    chmod +wx script_1
    sudo chmod -R +wx build_all
    领资料 +wx：⟦lily8704⟧
  `);
});

test("counts of files and households, gates, licences of websites and decimal fractions are no numbers or addresses of people", () => {
  check(`
    客服热线开通4008001234户
    电话咨询共4001234567份
    投诉电话共8001234567件
    联系人⟦13812345678⟧ 户名张三
    看房⟦13812345678⟧户型方正
    回收⟦13812345678⟧笔记本电脑
    转让⟦13812345678⟧份额
    加盟⟦13812345678⟧件件精品
    郑州市金水区东区2号门
    地址：⟦郑州市金水区文化路2号⟧门面房
    备案号：京ICP备13800138000号
    京ICP证13812345678 电话⟦13812345678⟧
    ICP备案号：13800138000，网站备案编号 13812345678，备案人电话：⟦13812345678⟧
    代办ICP备案 ⟦13812345678⟧，网站备案：⟦13912345678⟧，ICP经营许可证⟦13712345678⟧
    bis +922337203685477,5807
    bis zu +922337203685477,58
    Tel. ⟦+49 30 12345678⟧, 9 bis 17 Uhr
    Tel. ⟦+4930123456789⟧,⟦+4930123456780⟧
  `);
});

test("a WeChat account behind 微信同号： and behind +wx in a Chinese sentence is found; rights of files stay", () => {
  check(`
    微信同号：⟦lily8704⟧
    领资料 +wx ⟦lily8704⟧
    领资料，+vx ⟦lily8704⟧
    chmod +wx script_1
    执行 chmod -R +wx build_all
    chmod  +wx build_all
    ls +v dir_1
  `);
});

test("lists that many write to and read are no addresses of people", () => {
  check(`
    请写信到 debian-user@lists.debian.org 或 bug-groff@gnu.org，讨论在 tidb-dev@googlegroups.com
    有人的地址像它们：⟦anna.petrova@list.ru⟧ ⟦li-dev@gmail.com⟧ ⟦help-zhang@163.com⟧
    提交给 linux-kernel-announce@vger.kernel.org，作者 ⟦devin.lister@example.cn⟧
  `);
});
