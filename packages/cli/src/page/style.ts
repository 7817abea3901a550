// The look of the page. Colours are those of the charts.
import { colors } from './charts.js';

const base = `
*{box-sizing:border-box}
body{margin:0;background:#f4f7f8;color:${colors.ink};font:14px/1.45 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
header,main,footer{max-width:1180px;margin:0 auto;padding:0 24px}
header{padding-top:32px}
header p{margin:0;color:${colors.muted}}
h1{margin:2px 0 20px;font-size:26px;letter-spacing:-.01em}
p.caution{background:#fdf0e0;border:1px solid ${colors.late};border-radius:8px;padding:10px 14px;margin:0 0 16px}
h2{margin:0 0 12px;font-size:16px}
h3{margin:0 0 6px;font-size:15px}
h4{margin:14px 0 2px;font-size:13px;font-weight:600}
h4{overflow-wrap:anywhere}
h4 small{color:${colors.muted};font-weight:400;font-size:12px;margin-left:6px}
section{margin-top:28px}
`;

/** The page of a back-test. */
export const style = `${base}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:16px;margin:0 0 20px}
.tiles div,figure,table,.patient{background:#fff;border:1px solid ${colors.line};border-radius:10px}
.tiles div{padding:14px 18px;display:flex;flex-direction:column}
.tiles dt{order:2;font-weight:600}
.tiles dd{margin:0;font-size:28px;font-weight:700;letter-spacing:-.02em}
.tiles dd.more{order:3;font-size:12px;font-weight:400;letter-spacing:0;color:${colors.muted}}
.tiles .alarm dd:not(.more){color:${colors.stalled}}
.stalled{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,560px),1fr));gap:16px;align-items:start}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:16px;align-items:start}
figure{margin:0;padding:16px 18px}
figure svg{width:100%;max-width:680px;height:auto;display:block}
figcaption{color:${colors.muted};font-size:12px;margin-top:8px}
table{width:100%;border-collapse:separate;border-spacing:0;overflow:hidden}
th,td{text-align:left;padding:8px 9px;border-bottom:1px solid ${colors.line}}
tr:last-child td{border-bottom:0}
td,th{white-space:nowrap;font-size:13px}
th{font-size:12px;color:${colors.muted};font-weight:600}
.number{text-align:right;font-variant-numeric:tabular-nums}
a{color:#0b5f59}
.legend{display:flex;flex-wrap:wrap;gap:6px 18px;margin:0 0 12px;padding:0;list-style:none;font-size:12px;color:${colors.muted}}
.legend li{display:flex;align-items:center;gap:6px}
.legend .mark{position:static;margin:0}
.key{display:inline-block;width:22px;height:10px;border-radius:3px}
.key.open{background:#d5efea}.key.usual{background:${colors.window}}.key.over{background:${colors.stalled}}
.key.today{width:0;height:14px;border-left:2px dashed ${colors.muted};border-radius:0}
.patient{padding:14px 18px 10px;margin-bottom:14px;break-inside:avoid}
.scroll{overflow-x:auto}
.axis{position:relative;overflow:hidden;height:18px;border-bottom:1px solid ${colors.line};font-size:11px;color:${colors.muted}}
.axis i{position:absolute;font-style:normal;padding-left:4px;border-left:1px solid ${colors.line};height:18px;white-space:nowrap}
.lane{position:relative}
.lane i{position:absolute}
.case p{margin:0 0 6px;font-size:12px;color:${colors.muted}}
.now{position:absolute;top:0;bottom:0;border-left:2px dashed #93a2ac}
.window{top:18px;height:30px;border-radius:4px}
.window.open{background:#d5efea}.window.past{background:#eef3f5}.window.usual{background:${colors.window}}
.wait{z-index:1;top:31px;height:4px;background:#a9b7c0;border-radius:2px}
.wait.present{background:#4d6b80}
.wait.over{background:${colors.stalled}}
.mark{z-index:2;top:26px;width:14px;height:14px;margin-left:-7px;border-radius:50%;border:3px solid #fff;background:${colors.done};box-shadow:0 0 0 1.5px ${colors.done};display:inline-block}
.mark.elsewhere{background:#fff}
.mark.removed{border-radius:2px;background:${colors.stalled};box-shadow:0 0 0 1.5px ${colors.stalled}}
.mark.booked{background:#1d5fbf;box-shadow:0 0 0 1.5px #1d5fbf}
.story{font-size:12px;color:${colors.ink};margin:0}
.label{position:absolute;background:#ffffffd9;z-index:1;font-size:11px;white-space:nowrap}
.chip{display:inline-block;border-radius:99px;padding:1px 9px;font-size:11px;font-weight:600;background:#e6ecef;color:#31434e}
.chip.active{background:#dcebf7;color:#174a7c}.chip.complete{background:#d9f0ea;color:#0a5a50}
.chip.stalled,.chip.failed,.chip.dropped{background:#fbe2df;color:#8f1d17}
.contacts{position:relative;height:14px;margin-bottom:2px}
.contact{display:inline-block;width:8px;height:8px;background:#5aa89c;border-radius:50%}
.contacts .contact{position:absolute;top:2px;margin-left:-4px}
.contact.check{border-radius:1px;transform:rotate(45deg);background:#1d5fbf}
.contact.staff{width:0;height:0;background:none;border-radius:0;border:5px solid transparent;border-bottom:9px solid ${colors.stalled};border-top:0}
.contact.later{opacity:.45}
.worklist{margin:0;padding:12px 18px 12px 38px;background:#fff;border:1px solid ${colors.line};border-radius:10px}
.worklist li{padding:3px 0}
.worklist small{color:${colors.muted};display:block}
.visits{position:relative;height:16px;border-top:1px solid ${colors.line};margin-top:4px}
.visits i{position:absolute;top:3px;height:9px;border-left:2px solid #93a2ac}
.visits b{position:absolute;right:0;font-size:10px;font-weight:400;color:${colors.muted}}
.notes{margin:0;padding-left:18px;font-size:13px}
footer{padding-top:20px;padding-bottom:40px;color:${colors.muted};font-size:12px}
@media (max-width:760px){
header,main,footer{padding-left:14px;padding-right:14px}
figure{overflow-x:auto}
figure svg{min-width:520px}
.label,.axis i:nth-child(even){display:none}
.lane{height:58px!important}
table,tbody,tr,td{display:block}
thead{display:none}
td{border:0;padding:2px 12px;white-space:normal;text-align:left!important}
tr{padding:8px 0;border-bottom:1px solid ${colors.line}}
td::before{content:attr(data-name) ' ';color:${colors.muted};font-size:12px}
}
@media print{body{background:#fff}.patient,figure,.tiles div{break-inside:avoid}}
`;

/** The page of simulated months. */
export const simulationStyle = `${base}
nav ul{display:flex;flex-wrap:wrap;gap:6px;list-style:none;margin:0 0 8px;padding:0}
nav a{display:inline-block;padding:4px 12px;border:1px solid ${colors.line};border-radius:99px;background:#fff;text-decoration:none;color:#0b5f59;font-size:13px}
article{background:#fff;border:1px solid ${colors.line};border-radius:10px;padding:20px 22px;margin:18px 0}
.expects,.sum{color:${colors.muted};margin:0 0 12px}
.strip{background:#f4f7f8;border-radius:8px;padding:10px 12px 6px;margin-bottom:10px}
.row{display:flex;align-items:center;height:20px}
.row b{width:72px;font-size:11px;font-weight:500;color:${colors.muted}}
.row span{position:relative;flex:1;height:14px;border-left:1px solid ${colors.line};border-right:1px solid ${colors.line}}
.row i{position:absolute;top:1px;width:6px;height:12px;margin-left:-3px;border-radius:2px;background:${colors.muted}}
.row i.message{background:${colors.done}}.row i.patient{background:#1d5fbf}.row i.alert{background:${colors.stalled}}.row i.staff{background:${colors.late}}
.ends{display:flex;justify-content:space-between;padding-left:72px;font-size:11px;color:${colors.muted}}
.lines{list-style:none;margin:0;padding:0}
.day{display:block;border-top:1px solid ${colors.line};padding:8px 0}
.day h3{font-size:12px;color:${colors.muted};font-weight:600;margin:0 0 4px}
.line{display:flex;gap:10px;margin:5px 0;align-items:flex-start}
.line time{flex:0 0 44px;font-size:12px;color:${colors.muted};padding-top:7px;font-variant-numeric:tabular-nums}
.line>div{max-width:640px;border-radius:10px;padding:6px 12px;background:#eef2f4;font-size:13px}
.line p{margin:0;white-space:pre-line;overflow-wrap:anywhere}
.line b{font-size:11px;font-weight:600;color:${colors.muted};text-transform:uppercase;letter-spacing:.04em}
.line.message>div{background:#e2f3ef}
.line.patient{flex-direction:row-reverse}.line.patient>div{background:#dfebfa}
.line.alert>div{background:#fbe2df;color:#7c1812;font-weight:600}
.line.staff>div{background:#fdf0e0}
.line.chart>div{background:none;border:1px dashed #b7c2c9;color:#40525d}
@media (max-width:760px){header,main,footer{padding-left:14px;padding-right:14px}article{padding:14px}.row b,.ends{flex:0 0 60px}.ends{padding-left:60px}}
`;
