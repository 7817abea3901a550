// The back-test as one self-contained HTML page: no script, no request, nothing that names a patient beyond the chart
// number. In: a back-test, the number of rows set aside. Out: the page as text.
import { html, raw } from 'hono/html';
import type { Backtest, BacktestCase } from '../backtest.js';
import { gapChart, phaseChart, stalledChart } from './charts.js';
import { style } from './style.js';
import { timeline } from './timeline.js';
import { dateWords, gapWords, moneyWords, phaseWords, reasonWords, siteWords } from './words.js';

export function renderPage(result: Backtest, rejectedRows: number): string {
  const { practice, asOf, cases, stalled } = result;
  const open = cases.filter(({ status }) => status.outcome === 'active');
  const booked = cases.filter(({ status }) => status.nextVisit !== null);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Implant cases on ${dateWords(asOf)}</title>
<style>${raw(style)}</style>
</head>
<body>
<header>
  <p>${practice}</p>
  <h1>Implant cases on the evening of ${dateWords(asOf)}</h1>
</header>
<main>
${rejectedRows === 0 ? '' : html`<p class="caution">${rejectedRows} rows could not be read; what they say is missing here. The text report lists them.</p>`}
<dl class="tiles">
  ${tile(String(cases.length), 'implant cases', `of ${result.patients} patients`)}
  ${tile(String(open.length), 'under way', `${booked.length} with the next visit booked`)}
  ${tile(String(stalled.length), 'stalled', 'late and nothing booked', 'alarm')}
  ${tile(moneyWords(result.stalledCents), 'still to come in stalled cases', 'from fees of this practice')}
</dl>
<div class="charts">
  ${figure('Cases by phase', 'Finished cases stand in maintenance; ended ones are left out.', phaseChart(result))}
  ${figure(
    'Where cases stop',
    `What became of the cases that entered each wait: ${result.gaps
      .filter(({ entered }) => entered > 0)
      .map(({ gap, late, dropped }) => `${gapWords[gap].toLowerCase()} ${late + dropped} stalled`)
      .join(', ')}.`,
    gapChart(result),
  )}
</div>
${stalled.length === 0 ? html`<section><h2>Stalled</h2><p>No case is late without a booking.</p></section>` : stalledSection(result)}
${worklistSection(result)}
<section>
<h2>Every patient</h2>
<ul class="legend">
  <li><i class="mark done"></i>done here</li><li><i class="mark elsewhere"></i>done elsewhere</li><li><i class="mark removed"></i>implant taken out</li>
  <li><i class="mark booked"></i>booked</li><li><i class="key open"></i>window of the next step</li><li><i class="key usual"></i>usual time</li><li><i class="key over"></i>late</li><li><i class="key today"></i>${dateWords(asOf)}</li>
  <li><i class="contact message"></i>message</li><li><i class="contact check"></i>healing check</li><li><i class="contact staff"></i>call by staff</li>
</ul>
${byPatient(cases).map((own) => timeline(own, asOf))}
</section>
${notes(result)}
</main>
<footer>Windows are defaults a clinician may change.${result.laterRows === 0 ? '' : ` ${result.laterRows} rows done after that day were left out.`}</footer>
</body>
</html>
`;
  // Nothing in the page is a promise, so the template gives its text at once.
  return String(page);
}

function tile(number: string, words: string, more: string, look = '') {
  return html`<div class="${look}"><dt>${words}</dt><dd>${number}</dd><dd class="more">${more}</dd></div>`;
}

function figure(title: string, caption: string, svg: string) {
  return html`<figure><h2>${title}</h2>${raw(svg)}<figcaption>${caption}</figcaption></figure>`;
}

function stalledSection(result: Backtest) {
  return html`<section>
<h2>Stalled: who to call</h2>
<div class="stalled">
<div class="scroll" tabindex="0" aria-label="Stalled cases" role="region"><table>
<thead><tr><th scope="col">Patient</th><th scope="col">Case</th><th scope="col">Phase</th><th scope="col">Late since</th><th scope="col" class="number">Still to come</th></tr></thead>
<tbody>${result.stalled.map(
    ({ patientId, case: found, status, value }) =>
      html`<tr><td data-name="Patient"><a href="#patient-${patientId}">${patientId}</a></td><td data-name="Case">${siteWords(found)}</td><td data-name="Phase">${phaseWords[status.phase]}</td><td data-name="Late since">${dateWords(status.stalledSince ?? '')}</td><td class="number" data-name="Still to come">${value === null ? 'unknown' : moneyWords(value.cents)}</td></tr>`,
  )}</tbody>
</table></div>
${result.stalled.some(({ value }) => value !== null) ? figure('What is still to come', 'Fees of the plan, else what finished cases of the kind typically came to here.', stalledChart(result)) : ''}
</div>
</section>`;
}

function worklistSection({ worklist, messages }: Backtest) {
  const sent = `The standard protocol would have sent ${messages.messages} messages and ${messages.checks} healing checks to ${messages.patients} patients by that evening; ${messages.next.length} more are due within 14 days.`;
  return html`<section>
<h2>Worklist of the evening</h2>
<p>${sent}</p>
${
  worklist.length === 0
    ? html`<p>Nobody has to be called.</p>`
    : html`<ol class="worklist">${worklist.map(
        ({ escalation, priority }) =>
          html`<li><a href="#patient-${escalation.patientId}">Patient ${escalation.patientId}</a>, ${reasonWords[escalation.reason]} <small>${priority.map(({ words }) => words).join(' ')}</small></li>`,
      )}</ol>`
}
</section>`;
}

/** Patients with a stalled case first, then those under way, then the ended. */
function byPatient(cases: readonly BacktestCase[]): readonly (readonly BacktestCase[])[] {
  const groups = new Map<string, BacktestCase[]>();
  for (const one of cases) groups.set(one.patientId, [...(groups.get(one.patientId) ?? []), one]);
  const urgency = ({ status }: BacktestCase) =>
    status.stalledSince !== null ? 0 : status.outcome === 'active' ? 1 : 2;
  const rank = (own: readonly BacktestCase[]) => Math.min(...own.map(urgency));
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

function notes({ notes: all }: Backtest) {
  if (all.length === 0) return '';
  return html`<section><h2>Rows to look at</h2><ul class="notes">${all.map(({ patientId, factIds, mend }) => html`<li>Patient ${patientId}, row ${factIds.join(' and ')}: ${mend}</li>`)}</ul></section>`;
}
