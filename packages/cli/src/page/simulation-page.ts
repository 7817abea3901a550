// Simulated months as one self-contained page: a strip of the whole time, then every message, answer and alert as it
// came. In: simulations. Out: the page as text, without script or request.
import type { Simulation, TranscriptLine } from '@implant-journey/core';
import { html, raw } from 'hono/html';
import { summary } from '../transcript.js';
import { simulationStyle } from './style.js';
import { dateWords } from './words.js';

export function renderSimulations(simulations: readonly Simulation[]): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated implant journeys</title>
<style>${raw(simulationStyle)}</style>
</head>
<body>
<header><p>A made-up patient of a made-up practice</p><h1>Simulated implant journeys</h1></header>
<main>
${simulations.length < 2 ? '' : html`<nav aria-label="Scenarios"><ul>${simulations.map(({ scenario }) => html`<li><a href="#${scenario.id}">${scenario.title}</a></li>`)}</ul></nav>`}
${simulations.map(story)}
</main>
<footer>Times are those of the clock on the wall at the practice. Every line comes from the production engine on a virtual clock.</footer>
</body>
</html>
`;
  return String(page);
}

function story({ scenario, lines }: Simulation) {
  return html`<article id="${scenario.id}">
<h2>${scenario.title}</h2>
<p class="expects">${scenario.expects}</p>
${strip(lines, scenario.from.slice(0, 10), scenario.until.slice(0, 10))}
<p class="sum">${summary(lines)}</p>
<ol class="lines">${daysOf(lines).map(([day, own]) => html`<li class="day"><h3>${dateWords(day)}</h3>${own.map(bubble)}</li>`)}</ol>
</article>`;
}

/** The whole time at a glance: a mark for everything that happened, by kind. */
function strip(lines: readonly TranscriptLine[], from: string, until: string) {
  const span = Math.max(1, Date.parse(until) - Date.parse(from));
  const place = ({ wallClock }: TranscriptLine) =>
    raw(
      `left:${Math.round(((Date.parse(`${wallClock.replace(' ', 'T')}:00Z`) - Date.parse(from)) / span) * 10_000) / 100}%`,
    );
  const rows = (['chart', 'message', 'patient', 'alert', 'staff'] as const).filter((who) =>
    lines.some((line) => line.who === who),
  );
  return html`<div class="strip" role="img" aria-label="${summary(lines)}">
${rows.map((who) => html`<div class="row"><b>${rowWords[who]}</b><span>${lines.filter((line) => line.who === who).map((line) => html`<i class="${who}" style="${place(line)}" title="${line.wallClock} ${line.rule}"></i>`)}</span></div>`)}
<div class="ends"><span>${dateWords(from)}</span><span>${dateWords(until)}</span></div>
</div>`;
}

const rowWords = { chart: 'chart', message: 'messages', patient: 'patient', alert: 'alerts', staff: 'staff' } as const;

function bubble({ wallClock, who, words }: TranscriptLine) {
  const [road = '', ...rest] = who === 'message' ? words.split(': ') : ['', words];
  return html`<div class="line ${who}"><time>${wallClock.slice(11)}</time><div>${road === '' ? '' : html`<b>${road}</b>`}<p>${rest.join(': ')}</p></div></div>`;
}

function daysOf(lines: readonly TranscriptLine[]): readonly (readonly [string, readonly TranscriptLine[]])[] {
  const days = new Map<string, TranscriptLine[]>();
  for (const line of lines) {
    const day = line.wallClock.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  return [...days];
}
