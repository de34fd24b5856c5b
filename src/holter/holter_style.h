#pragma once
// The style of Holter reports: light and dark, from a telephone to A4 and Letter paper.

namespace rwave {

// Text colours have a contrast of 4.5 and more on their ground in both schemes (WCAG AA); V and S are the
// palette's, darkened where they are text on white. Lengths within strips are millimetres: the paper's grid
// is to scale only when the browser prints at 100 %. On paper the scheme is light whatever the reader's
// system is, columns and figures do not break, and navigation is left out. A file of its own was refused:
// the page must need nothing but itself.
inline constexpr const char* holter_style = R"css(
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --quiet: #565656; --line: #d4d4d4; --shade: #f3f4f6;
  --link: #0058a3; --alarm: #9b2f00; --n: #0072b2; --s: #e69f00; --v: #d55e00; --s-text: #7a5200; --v-text: #a84300;
  --thin: #f6d5d5; --thick: #e7a3a3; --ground: #fffafa; --af: #f2dfec; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #16181b; --quiet: #adadad; --line: #3c4046; --shade: #22252a; --link: #86bdf0;
    --alarm: #ff9d6e; --n: #56b4e9; --s-text: #f0b93a; --v-text: #ff8f4d; --thin: #33262a; --thick: #573840; --ground: #1c1719; --af: #3d2a38; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; }
header, main, footer { max-width: 64rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1.2rem 0 .2rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p { max-width: 46rem; margin: .4rem 0; }
a { color: var(--link); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; padding: 0; margin: .6rem 0; font-size: .9rem; }
.quiet { color: var(--quiet); font-size: .88rem; }
.alarm { border-left: 5px solid var(--alarm); background: var(--shade); padding: .5rem 1rem; margin: 1rem 0; }
.alarm h2 { border: 0; margin: 0; font-size: 1.05rem; color: var(--alarm); } .alarm ul { margin: .3rem 0; padding-left: 1.2rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .8rem; margin: 1rem 0; }
.card { background: var(--shade); border-radius: 6px; padding: .7rem .9rem; }
.card h3 { margin: 0 0 .3rem; font-size: .85rem; font-weight: 600; color: var(--quiet); }
.card .big { font-size: 1.5rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
.card p { margin: .15rem 0; font-size: .9rem; }
.scroll { overflow-x: auto; } .scroll:focus-visible, a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding-bottom: .3rem; }
th, td { padding: .2rem .5rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; vertical-align: top; }
th:first-child, td:first-child, .words td, .words th { text-align: left; } .words td:last-child { white-space: normal; min-width: 14rem; }
.words td.number, .words th.number { text-align: right; }
thead th { border-bottom: 2px solid var(--line); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .6rem 0; } dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 1rem 0; } figcaption { font-size: .92rem; margin-bottom: .25rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1rem; max-width: 46rem; align-items: start; }
svg text { fill: var(--ink); font: 11px system-ui, "DejaVu Sans", sans-serif; }
.chart { display: block; width: 100%; height: auto; max-width: 60rem; } .chart .grid { stroke: var(--line); fill: none; }
.chart .band { stroke: var(--n); stroke-opacity: .35; fill: none; } .chart .line { stroke: var(--n); stroke-width: 1.3; fill: none; }
.chart .af { fill: var(--af); } .chart .bar { fill: var(--n); } .chart .v { fill: var(--v); } .chart .s { fill: var(--s); }
.chart .cell { fill: var(--n); } .c0 { fill-opacity: .3; } .c1 { fill-opacity: .5; } .c2 { fill-opacity: .75; }
.key { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin-right: .3em; } .key.v { background: var(--v); } .key.s { background: var(--s); } .key.af { background: var(--af); border: 1px solid var(--quiet); }
.strip { display: block; background: var(--ground); } .strip .thin { stroke: var(--thin); stroke-width: .1; fill: none; }
.strip .thick { stroke: var(--thick); stroke-width: .18; fill: none; } .strip .ecg { stroke: var(--ink); stroke-width: .3; stroke-linejoin: round; fill: none; }
.strip .beat { font-size: 3.4px; text-anchor: middle; fill: var(--quiet); } .strip .beat.V { fill: var(--v-text); font-weight: 700; }
.strip .beat.S { fill: var(--s-text); font-weight: 700; } .strip .lead { font-size: 3px; fill: var(--quiet); }
.disclosure img { display: block; width: 100%; min-width: 44rem; height: auto; border: 1px solid var(--line); }
footer { color: var(--quiet); font-size: .85rem; padding-bottom: 2rem; margin-top: 2rem; }
@media (max-width: 40rem) { .chart { min-width: 34rem; } .pair .chart { min-width: 0; } body { font-size: 15px; } }
@page { size: auto; margin: 12mm 10mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --quiet: #444; --line: #bbb; --shade: #fff; --link: #000; --alarm: #9b2f00;
    --n: #0072b2; --s-text: #7a5200; --v-text: #a84300; --thin: #f6d5d5; --thick: #e7a3a3; --ground: #fff; --af: #f2dfec; }
  body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; } header, main, footer { max-width: none; padding: 0; }
  nav { display: none; } .card { border: 1px solid var(--line); } .cards { grid-template-columns: repeat(3, 1fr); }
  figure, tr, .card, .alarm { break-inside: avoid; } h2, h3, figcaption { break-after: avoid; } .scroll { overflow: visible; }
  table { font-size: 8pt; } th, td { padding: .1rem .3rem; } thead { display: table-header-group; } .chart { max-width: 185mm; }
  .disclosure { break-before: page; } .disclosure figure { break-inside: auto; } .disclosure img { min-width: 0; } }
)css";

}  // namespace rwave
