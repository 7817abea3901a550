// The look of the page. Colours are those of the charts.
import { colors } from './charts.js';

export const style = `
*{box-sizing:border-box}
body{margin:0;background:#f4f7f8;color:${colors.ink};font:14px/1.45 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
header,main,footer{max-width:1180px;margin:0 auto;padding:0 24px}
header{padding-top:32px}
header p{margin:0;color:${colors.muted}}
h1{margin:2px 0 20px;font-size:26px;letter-spacing:-.01em}
h2{margin:0 0 12px;font-size:16px}
h3{margin:0 0 6px;font-size:15px}
h4{margin:14px 0 2px;font-size:13px;font-weight:600}
h4 small{color:${colors.muted};font-weight:400;font-size:12px;margin-left:6px}
section{margin-top:28px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:16px;margin:0 0 20px}
.tiles div,figure,table,.patient{background:#fff;border:1px solid ${colors.line};border-radius:10px}
.tiles div{padding:14px 18px;display:flex;flex-direction:column}
.tiles dt{order:2;font-weight:600}
.tiles dd{margin:0;font-size:28px;font-weight:700;letter-spacing:-.02em}
.tiles dd.more{order:3;font-size:12px;font-weight:400;letter-spacing:0;color:${colors.muted}}
.tiles .alarm dd:not(.more){color:${colors.stalled}}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:16px;align-items:start}
figure{margin:0;padding:16px 18px}
figure svg{width:100%;height:auto;display:block}
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
.patient{overflow-x:auto}
.patient>div{min-width:980px}
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
.label{position:absolute;font-size:11px;white-space:nowrap}
.chip{display:inline-block;border-radius:99px;padding:1px 9px;font-size:11px;font-weight:600;background:#e6ecef;color:#31434e}
.chip.active{background:#dcebf7;color:#174a7c}.chip.complete{background:#d9f0ea;color:#0a5a50}
.chip.stalled,.chip.failed,.chip.dropped{background:#fbe2df;color:#8f1d17}
.visits{position:relative;height:16px;border-top:1px solid ${colors.line};margin-top:4px}
.visits i{position:absolute;top:3px;height:9px;border-left:2px solid #93a2ac}
.visits b{position:absolute;right:0;font-size:10px;font-weight:400;color:${colors.muted}}
.notes{margin:0;padding-left:18px;font-size:13px}
footer{padding-top:20px;padding-bottom:40px;color:${colors.muted};font-size:12px}
@media print{body{background:#fff}.patient,figure,.tiles div{break-inside:avoid}}
`;
