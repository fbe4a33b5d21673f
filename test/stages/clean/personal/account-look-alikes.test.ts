/** Sentences in which something only looks like an address of mail, a WeChat account or a QQ number, and such in which it is one. */
import { test } from "node:test";
import { checkMarked } from "./marked-text.js";

test("an address with spaces at its sign is found; mentions, commands, products and speeds are not", () => {
  checkMarked(`
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

test("an address at example.com is masked, too: what a mask leaves in a trial, it is not trusted with", () => {
  checkMarked("写信给 ⟦zhang@example.com⟧ 或 ⟦li@mail.example.org⟧");
});

test("a WeChat account behind +V, 加vx or v信 is found; what is pasted, added or applied is not", () => {
  checkMarked(`
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

test("a number behind its word is one whatever follows it; another 加 than 增加 invites, and an added 微信： is one", () => {
  checkMarked(`
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

test("a WeChat account behind 微信同号： and behind +wx in a Chinese sentence is found; rights of files stay", () => {
  checkMarked(`
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
  checkMarked(`
    请写信到 debian-user@lists.debian.org 或 bug-groff@gnu.org，讨论在 tidb-dev@googlegroups.com
    有人的地址像它们：⟦anna.petrova@list.ru⟧ ⟦li-dev@gmail.com⟧ ⟦help-zhang@163.com⟧
    提交给 linux-kernel-announce@vger.kernel.org，作者 ⟦devin.lister@example.cn⟧
  `);
});
