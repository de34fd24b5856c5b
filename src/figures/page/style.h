#pragma once
// The style of pages: readable on a phone, in print and in the dark. Class colours are those of palette.h.

namespace rwave {

// Inside the page and no file next to it. Pictures keep a white ground in the dark too: gnuplot drew them
// for paper. On paper each section begins a page, and figures and rows do not break.
inline constexpr const char* page_style = R"css(
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --quiet: #5c5c5c; --line: #d8d8d8; --shade: #f4f4f4;
  --link: #0058a3; --good: #00614a; --bad: #a33a00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --paper: #17191c; --quiet: #a8a8a8; --line: #3b3f45; --shade: #22252a; --link: #7db8ee;
    --good: #5fd0ad; --bad: #f0955c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 1rem 0; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
h3 { font-size: 1.1rem; margin: 1.8rem 0 .4rem; }
p, ul { max-width: 46rem; }
a { color: var(--link); }
nav { background: var(--shade); padding: .2rem 1rem .6rem; border-radius: 4px; }
nav h2 { font-size: 1rem; margin: .6rem 0 .2rem; border: 0; }
nav ol { margin: 0; padding-left: 1.6rem; columns: 2 18rem; }
code { font: .86em/1.4 ui-monospace, monospace; background: var(--shade); padding: .05em .25em; border-radius: 3px;
  overflow-wrap: anywhere; }
figure { margin: 1.4rem 0; }
figcaption { max-width: 46rem; margin: .4rem 0; }
.picture { background: #fff; border: 1px solid var(--line); border-radius: 4px; overflow-x: auto; text-align: center; }
.picture svg image { image-rendering: pixelated; }
.picture svg, .picture img { display: block; width: 100%; max-width: 60rem; height: auto; margin: 0 auto; }
.source { color: var(--quiet); font-size: .85rem; margin-top: .2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .55rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { border-bottom: 2px solid var(--line); vertical-align: bottom; }
th.number, td.number { text-align: right; }
td.number { white-space: nowrap; }
.warning, .missing { border-left: 4px solid var(--bad); padding: .3rem .8rem; background: var(--shade); }
.verdict { border-left: 4px solid var(--quiet); padding: .1rem .8rem; }
.verdict.reached { border-color: var(--good); } .verdict.reached b { color: var(--good); }
.verdict.missed { border-color: var(--bad); } .verdict.missed b { color: var(--bad); }
@media (max-width: 40rem) { .picture svg, .picture img { min-width: 34rem; } }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --quiet: #444; --line: #bbb; --shade: #fff; --link: #000;
    --good: #000; --bad: #000; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  nav { border: 1px solid var(--line); }
  h2 { break-before: page; } nav h2 { break-before: auto; }
  h2, h3, figcaption { break-after: avoid; }
  figure:not(.table), tr, .verdict { break-inside: avoid; }
  .scroll, .picture { overflow: visible; }
  table { font-size: 7.5pt; } th, td { padding: .1rem .25rem; }
  thead { display: table-header-group; } }
)css";

}  // namespace rwave
