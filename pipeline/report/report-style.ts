/** The report's style sheet: no fonts or pictures from elsewhere, light and dark, on paper too. */
export const reportStyle = `
:root { color-scheme: light dark; --ink: #1c1e21; --soft: #62676f; --line: #d9dce1; --paper: #fff; --card: #f5f6f8; --kept: #2f7d5b; --lost: #c0483d; --mark: #2b62c4; --added: #d5f2df; --removed: #fbdcd8; --warn: #fff3cf; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7e9ec; --soft: #9aa1ab; --line: #363b43; --paper: #15181c; --card: #1e2227; --kept: #57b58a; --lost: #e5796f; --mark: #82aef5; --added: #1d4a31; --removed: #5a2723; --warn: #4a3d12; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .2rem; overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin: 2.4rem 0 .6rem; } h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; } h3 .soft { font-weight: 400; }
.soft { color: var(--soft); } code, pre, .num { font-variant-numeric: tabular-nums; } code { font-size: .85em; overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .6rem; margin: 1.2rem 0; padding: 0; list-style: none; }
.cards li { background: var(--card); border-radius: .5rem; padding: .6rem .8rem; } .cards b { display: block; font-size: 1.3rem; font-variant-numeric: tabular-nums; } .cards span { color: var(--soft); font-size: .85rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; } caption { text-align: left; color: var(--soft); padding-bottom: .3rem; } caption span { display: block; max-width: calc(100vw - 2rem); }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; } thead th { color: var(--soft); } th { font-weight: 600; } .r { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td:has(.bar) { width: 45%; vertical-align: middle; } .bar { display: flex; height: .75rem; min-width: 8rem; border-radius: .2rem; overflow: hidden; background: var(--card); } .bar i { display: block; height: 100%; } .kept { background: var(--kept); fill: var(--kept); } .lost { background: var(--lost); fill: var(--lost); } .before { background: var(--soft); fill: var(--soft); } .time { background: var(--mark); fill: var(--mark); }
.warning { background: var(--warn); border-radius: .5rem; padding: .6rem .8rem; margin: .4rem 0; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .4rem 0; padding: .1rem .8rem; } summary { cursor: pointer; padding: .35rem 0; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); border-radius: .4rem; padding: .6rem .8rem; margin: .4rem 0 .8rem; max-height: 22rem; overflow-y: auto; font-family: inherit; font-size: .9rem; }
ins { background: var(--added); text-decoration: none; } del { background: var(--removed); } .two { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; } @media (max-width: 40rem) { .two { grid-template-columns: 1fr; } }
figure { margin: 1rem 0; } figcaption { color: var(--soft); font-size: .9rem; margin-bottom: .3rem; } svg { width: 100%; max-width: 48rem; height: auto; } svg text { fill: var(--soft); font-size: 11px; } @media (max-width: 40rem) { svg text { font-size: 17px; } th, td { padding: .3rem .25rem; } td:has(.bar) { width: auto; } .bar { min-width: 2.5rem; } thead .r { white-space: normal; } }
.key { display: inline-block; margin-left: .6rem; } .key i { display: inline-block; width: .7rem; height: .7rem; border-radius: .15rem; margin-right: .3rem; }
nav { margin: 1rem 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem; } a { color: var(--mark); }
@media print { details { break-inside: avoid; } nav { display: none; } .text { max-height: none; } }
`;
