/** The page's one style sheet: light and dark by the reader's own setting, paper in black on white, phones in one column. */

const LIGHT = `
--ground:#fff;--raised:#f6f7f9;--text:#16191d;--soft:#4d5662;--line:#cfd5dc;--track:#dfe4ea;--accent:#1d4fa8;
--good:#12693c;--tight:#8a5200;--bad:#b3161f;--idle:#5a6470;
--curve-1:#1d4fa8;--curve-2:#b3480a;--curve-3:#12693c;--curve-4:#7b2fa8;--curve-5:#8a5200;`;

const DARK = `
--ground:#14171b;--raised:#1d2127;--text:#eceff3;--soft:#b0bac6;--line:#3d4651;--track:#39424d;--accent:#8db9ff;
--good:#6fd39b;--tight:#f0bd5a;--bad:#ff8f8f;--idle:#a6b0bc;
--curve-1:#8db9ff;--curve-2:#ffab73;--curve-3:#6fd39b;--curve-4:#d3a6ff;--curve-5:#e6d25c;`;

export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;
-webkit-text-size-adjust:100%}
header,nav,main,footer{max-width:1120px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{font-size:1.75rem;line-height:1.2;margin:0}
h2{font-size:1.3rem;line-height:1.25;margin:0 0 .6rem}
h3{font-size:1rem;margin:0;overflow-wrap:anywhere}
p,ul,dl,figure{margin:0 0 .8rem}
.scenario{color:var(--soft);margin:.3rem 0 0;overflow-wrap:anywhere}
section{padding:1.6rem 0 .6rem;border-top:1px solid var(--line)}
section:first-of-type{border-top:0;padding-top:1rem}
section p,section li,caption,summary,td,th,dd{overflow-wrap:anywhere}
section>p{max-width:78ch}
a{color:var(--accent)}
a:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
code{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.92em}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.2rem;padding:0;margin:.9rem 0 0}
nav a{display:inline-block;padding:.25rem 0}
.skip{position:absolute;left:-999px;top:0;background:var(--accent);color:var(--ground);padding:.6rem 1rem;z-index:1}
.skip:focus{left:0}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.sign{font-weight:700}
.signed{display:inline}
.good{color:var(--good)}.tight{color:var(--tight)}.bad{color:var(--bad)}.idle{color:var(--idle)}
.soft,.note,.rest,.kind,.memory,.hosts{color:var(--soft)}
.rest,.memory,.hosts,.kind{font-size:.875rem}
.note{font-size:.9em}
.verdict{display:flex;gap:.7rem;max-width:none;padding:.8rem 1rem;border:1px solid var(--line);border-left:6px solid currentColor;
border-radius:6px;background:var(--raised)}
.verdict>span:last-child{color:var(--text)}
.verdict.first{font-size:1.2rem}
.facts{display:grid;grid-template-columns:repeat(4,1fr);gap:.8rem;margin-top:1rem}
.facts div{border:1px solid var(--line);border-radius:6px;padding:.7rem .9rem}
.facts div:last-child{grid-column:1/-1}
.facts dt{font-size:.875rem;color:var(--soft)}
.facts dd{margin:0;font-size:.875rem}
.facts strong{display:block;font-size:1.15rem;line-height:1.35;margin-bottom:.15rem}
table{border-collapse:collapse;width:100%;font-size:.9375rem;margin:0 0 1rem}
caption{text-align:left;color:var(--soft);font-size:.875rem;padding-bottom:.4rem}
th,td{text-align:left;vertical-align:top;padding:.4rem 1.4rem .4rem 0;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
tr>:last-child{padding-right:0}
thead th{font-size:.875rem;color:var(--soft);font-weight:600;vertical-align:bottom}
tbody th{font-weight:600;min-width:7.5em}
thead th{overflow-wrap:normal}
details thead th{overflow-wrap:anywhere}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
td.number,td.short{white-space:nowrap}
td ul{margin:0;padding-left:1.1rem}
.map{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:.8rem}
.tile{border:1px solid var(--line);border-left:6px solid currentColor;border-radius:6px;padding:.7rem .9rem;background:var(--raised)}
.tile>*{color:var(--text)}
.tile p{margin:0}
.tile .kind,.tile .memory,.tile .hosts{color:var(--soft)}
.tile .kind{margin-bottom:.5rem}
.tile .hosts,.tile .memory{margin-top:.25rem}
.tile .busy{font-weight:600}
.whose{display:block;font-size:.875rem}
.bar{display:block;width:100%;height:10px;margin:.35rem 0;border-radius:3px}
.bar.wide{height:14px;min-width:120px;margin:.3rem 0}
.room{fill:var(--track)}.load{fill:var(--accent)}
.mark{stroke:var(--text);stroke-width:2;fill:none;vector-effect:non-scaling-stroke}
.stripe{fill:var(--bad)}.stripe-ground{fill:var(--track)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:1.2rem}
figure{border:1px solid var(--line);border-radius:6px;padding:.9rem;min-width:0}
figcaption p{margin:0 0 .4rem;color:var(--soft);font-size:.875rem}
.chart{display:block;width:100%;max-width:560px;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
.chart text{fill:var(--text)}
.chart .tick{fill:var(--soft);font-size:11px}
.chart .level-text,.chart .now-text{paint-order:stroke;stroke:var(--ground);stroke-width:4px;stroke-linejoin:round}
.grid{stroke:var(--line);stroke-width:1;opacity:.6}
.axis{stroke:var(--soft);stroke-width:1;fill:none}
.level{stroke:var(--text);stroke-width:1.5;stroke-dasharray:7 4;fill:none}
.now{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:2 3;fill:none}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
${[1, 2, 3, 4, 5].map((n) => `.curve-${n}{fill:var(--curve-${n});stroke:var(--curve-${n})}`).join('')}
.curve path:not(.line){stroke:var(--ground);stroke-width:1}
.key{display:inline-block;width:36px;height:14px;vertical-align:-1px}
figure table{font-size:.875rem}
figure th,figure td{padding-right:.9rem}
figure>table>caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
summary{cursor:pointer;color:var(--accent);padding:.35rem 0;font-size:.9375rem}
footer{color:var(--soft);font-size:.875rem;padding-bottom:2.5rem;padding-top:1rem;overflow-wrap:anywhere}
@media (max-width:640px){
header,nav,main,footer{padding-left:14px;padding-right:14px}
.map{grid-template-columns:1fr}
.facts{grid-template-columns:1fr 1fr}
.chart text,.chart .tick{font-size:13px}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,caption,tbody{display:block;width:100%}
tr{display:grid;grid-template-columns:1fr 1fr;gap:.3rem 1rem;border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;margin-bottom:.6rem}
tbody th,td,td.number,td.short{display:block;border:0;padding:0;text-align:left;white-space:normal;min-width:0}
tbody th,td.long{grid-column:1/-1}
figure tr{grid-template-columns:1.2fr .8fr 1.2fr}
figure details tr{grid-template-columns:1fr 1fr}
td::before{content:attr(data-label);display:block;color:var(--soft);font-size:.8125rem}
}
@media print{
:root{color-scheme:light;${LIGHT}}
@page{margin:14mm}
body{font-size:9.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
header,nav,main,footer{max-width:none;padding-left:0;padding-right:0}
nav,.skip,details{display:none}
.verdict,.tile,.facts div{background:none}
figure,.tile,.facts div,tr{break-inside:avoid}
h2,h3,caption{break-after:avoid}
h1{font-size:18pt}
h2{font-size:13pt}
section{padding:.8rem 0 .3rem}
.verdict.first{font-size:12pt}
.facts div,.tile{padding:.4rem .6rem}
.facts strong{font-size:11pt}
.tile,.facts dt,.facts dd,.tile .kind,.tile .hosts,.tile .memory,.whose,caption,.rest,figcaption p{font-size:8.5pt}
table,thead th{font-size:8.5pt}
th,td,figure th,figure td{padding:.25rem .6rem .25rem 0}
figure{padding:.6rem;margin:0}
figure table,figure thead th{font-size:8pt;margin:0}
figure .key{width:26px;height:10px}
.charts{grid-template-columns:1fr 1fr;gap:.7rem}
.map{grid-template-columns:repeat(4,1fr);gap:.4rem}
footer{padding:0}
}
`;
