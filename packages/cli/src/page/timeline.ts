// One patient's timeline as HTML: a shared axis of months, per case its visits, its waits with their windows, and
// what comes next. In: the cases of a patient, the day of the back-test. Out: markup whose places are percentages.
import { addDays, daysBetween, type Wait } from '@implant-journey/core';
import { html, raw } from 'hono/html';
import type { BacktestCase } from '../backtest.js';
import { storyOf } from './story.js';
import {
  dateWords,
  lowerFirst,
  milestoneWords,
  moneyWords,
  outcomeWords,
  phaseWords,
  shortDateWords,
  siteWords,
  visitWords,
  waitWords,
} from './words.js';

/** First and last day drawn. */
interface Span {
  readonly from: string;
  readonly to: string;
}

interface Mark {
  readonly on: string;
  readonly words: string;
  readonly look: 'done' | 'elsewhere' | 'removed' | 'booked';
}

export function timeline(cases: readonly BacktestCase[], asOf: string) {
  const [first] = cases;
  if (first === undefined) return '';
  const span = spanOf(cases, asOf);
  return html`<article class="patient" id="patient-${first.patientId}">
  <h3>Patient ${first.patientId}</h3>
  <div class="axis" aria-hidden="true">${months(span).map(({ on, words }) => html`<i style="${left(on, span)}">${words}</i>`)}</div>
  ${cases.map((one) => lane(one, span, asOf))}
  <div class="visits">${visitDays(cases, span).map((on) => html`<i style="${left(on, span)}" title="Visit ${dateWords(on)}"></i>`)}<b>visits</b></div>
</article>`;
}

function lane(one: BacktestCase, span: Span, asOf: string) {
  const { case: found, status, waits, value } = one;
  const marks = marksOf(one);
  const rows = labelRows(marks, span);
  const height = 64 + 17 * Math.max(0, ...rows.map((row) => row + 1));
  const attempt = found.attempts > 1 ? `, attempt ${found.attempts}` : '';
  const standing = status.stalledSince === null ? status.outcome : 'stalled';
  return html`<section class="case">
    <h4>${siteWords(found)}${attempt} <span class="chip ${standing}">${status.outcome === 'active' && status.stalledSince !== null ? 'Stalled' : outcomeWords[status.outcome]}${status.stalledSince === null ? '' : `, late after ${dateWords(status.stalledSince)}`}</span>
      <small>${phaseWords[status.phase]}${value === null ? '' : `, ${moneyWords(value.cents)} still to come`}</small></h4>
    <div class="lane" style="height:${height}px" role="img" aria-label="${marks.map(({ on, words }) => `${words} ${dateWords(on)}`).join('; ') || 'no dated events'}">
      <div class="now" style="${left(asOf, span)}"></div>
      ${waits.map((wait, index) => waitBand(wait, waits[index + 1]?.since ?? null, status.outcome === 'complete', span, asOf))}
      ${marks.map(({ on, look, words }) => html`<i class="mark ${look}" style="${left(on, span)}" title="${words}, ${dateWords(on)}"></i>`)}
      ${marks.map(({ on, words }, index) => html`<span class="label" style="${labelPlace(on, span)};top:${58 + 17 * (rows[index] ?? 0)}px">${words}</span>`)}
    </div>
    <div class="contacts">${contactsIn(one, span).map(({ on, kind, what }) => html`<i class="contact ${kind} ${on > asOf ? 'later' : ''}" style="${left(on, span)}" title="${dateWords(on)}: ${what}"></i>`)}</div>
    <p class="story">${storyOf(one).map(({ on, names }, index) => `${index === 0 ? '' : '; '}${on === null ? 'day unknown' : dateWords(on)} ${names.map(lowerFirst).join(', ')}`)}</p>
    <p>${nextWords(one)}</p>
  </section>`;
}

/** The wait as it ran, over the window in which the next step belongs. */
function waitBand(wait: Wait, endedOn: string | null, isComplete: boolean, span: Span, asOf: string) {
  const { since, opensOn, typicalFromOn, typicalUntilOn, lateOn } = wait;
  if (since === null || opensOn === null || lateOn === null || typicalFromOn === null || typicalUntilOn === null)
    return '';
  const isRecall = wait.event === 'final' && isComplete;
  if (isRecall) return '';
  const until = endedOn ?? asOf;
  const overdue = until > lateOn;
  const words = `${waitWords[wait.event]}: opens ${dateWords(opensOn)}, usual ${dateWords(typicalFromOn)} to ${dateWords(typicalUntilOn)}, late after ${dateWords(lateOn)}`;
  const window = (from: string, to: string, look: string) =>
    from < span.to ? html`<i class="window ${look}" style="${place(from, to, span)}" title="${words}"></i>` : '';
  const shownUntil = endedOn === null ? lateOn : ([lateOn, endedOn].sort()[0] ?? lateOn);
  return html`
      <i class="wait ${endedOn === null ? 'present' : ''}" style="${place(since, until, span)}" title="${words}"></i>
      ${opensOn < shownUntil ? window(opensOn, shownUntil, endedOn === null ? 'open' : 'past') : ''}
      ${endedOn === null ? window(typicalFromOn, typicalUntilOn, 'usual') : ''}
      ${overdue ? html`<i class="wait over" style="${place(lateOn, until, span)}" title="late after ${dateWords(lateOn)}"></i>` : ''}`;
}

function marksOf(one: BacktestCase): readonly Mark[] {
  const done = storyOf(one).flatMap(({ on, names, look }): Mark[] =>
    on === null ? [] : [{ on, words: names.join(' + '), look }],
  );
  const visit = one.status.nextVisit;
  if (visit === null) return done;
  const words = `Booked: ${lowerFirst(visitWords[visit.forMilestone])}`;
  return [...done, { on: visit.wallClock.slice(0, 10), words, look: 'booked' }];
}

function nextWords({ case: found, status }: BacktestCase): string {
  const { nextVisit, wait, outcome, stalledSince, onHold } = status;
  const unknown = found.milestones
    .filter(({ on }) => on === null)
    .map(({ milestone }) => lowerFirst(milestoneWords[milestone]));
  const undated = unknown.length === 0 ? '' : ` Day not known: ${unknown.join(', ')}.`;
  if (nextVisit !== null)
    return `Next: ${lowerFirst(visitWords[nextVisit.forMilestone])} on ${dateWords(nextVisit.wallClock.slice(0, 10))} at ${nextVisit.wallClock.slice(11, 16)}.${undated}`;
  if (outcome === 'complete') return `Finished.${undated}`;
  if (outcome === 'deceased' || outcome === 'transferred' || outcome === 'declined')
    return `${outcomeWords[outcome]}; nothing comes next.${undated}`;
  if (onHold !== null) return `On hold (${onHold}); the clock stands still.${undated}`;
  if (wait === null || wait.opensOn === null || wait.lateOn === null)
    return `Nothing booked, and no clock runs.${undated}`;
  if (stalledSince !== null)
    return `Nothing booked. ${waitWords[wait.event]} since ${dateWords(wait.since ?? '')}; late after ${dateWords(stalledSince)}: call the patient.${undated}`;
  return `Nothing booked yet. ${waitWords[wait.event]}: the next step belongs between ${dateWords(wait.opensOn)} and ${dateWords(wait.lateOn)}.${undated}`;
}

/** One mark a day and kind; what another message carries is not shown twice. */
function contactsIn({ contacts }: BacktestCase, { from, to }: Span) {
  return contacts.filter(({ on, isMerged }) => !isMerged && on >= from && on <= to);
}

function spanOf(cases: readonly BacktestCase[], asOf: string): Span {
  const days = cases.flatMap(({ case: found, status, waits }) => [
    ...[...found.milestones, ...found.failures].flatMap(({ on }) => on ?? []),
    ...waits.flatMap(({ since }) => since ?? []),
    ...(status.nextVisit === null ? [] : [status.nextVisit.wallClock.slice(0, 10)]),
    ...(status.outcome === 'active' && status.wait?.lateOn ? [status.wait.lateOn] : []),
    asOf,
  ]);
  const sorted = days.sort();
  const [from = asOf, to = asOf] = [sorted[0], sorted.at(-1)];
  const margin = Math.max(20, Math.round(daysBetween(from, to) / 14));
  return { from: addDays(from, -margin), to: addDays(to, margin) };
}

function visitDays(cases: readonly BacktestCase[], { from, to }: Span): readonly string[] {
  return [...new Set(cases.flatMap(({ visitsOn }) => visitsOn))].filter((on) => on >= from && on <= to);
}

function months({ from, to }: Span): readonly { on: string; words: string }[] {
  const step = [1, 2, 3, 6, 12, 24, 60].find((size) => daysBetween(from, to) / 30 / size <= 12) ?? 120;
  const marks: { on: string; words: string }[] = [];
  for (let month = Number(from.slice(0, 4)) * 12; month < Number(to.slice(0, 4)) * 12 + 12; month += step) {
    const on = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`;
    if (on >= from && percent(on, { from, to }) < 95) marks.push({ on, words: shortDateWords(on) });
  }
  return marks;
}

function percent(on: string, { from, to }: Span): number {
  return Math.round((daysBetween(from, on) / Math.max(1, daysBetween(from, to))) * 10_000) / 100;
}

function left(on: string, span: Span) {
  return raw(`left:${Math.min(100, Math.max(0, percent(on, span)))}%`);
}

function place(from: string, to: string, span: Span) {
  const [start, end] = [Math.max(0, percent(from, span)), Math.min(100, percent(to, span))];
  return raw(`left:${start}%;width:${Math.max(0.2, end - start)}%`);
}

/** Percent of the lane that a label takes; the lane is about 1,000 pixels wide and a letter six. */
function labelWidth(words: string): number {
  return words.length * 0.7 + 2;
}

/** Right of this percentage a label ends at its mark instead of starting there. */
const turnsAt = 70;

function labelPlace(on: string, span: Span) {
  const start = percent(on, span);
  return raw(start > turnsAt ? `right:${100 - start}%` : `left:${start}%`);
}

/** The row below the line on which each label is free of the others. */
function labelRows(marks: readonly Mark[], span: Span): readonly number[] {
  const taken: number[][][] = [];
  return marks.map(({ on, words }) => {
    const at = percent(on, span);
    const start = at > turnsAt ? at - labelWidth(words) : at;
    const end = start + labelWidth(words);
    const free = taken.findIndex((row) => row.every(([from = 0, to = 0]) => end <= from || start >= to));
    const row = free === -1 ? taken.length : free;
    taken[row] = [...(taken[row] ?? []), [start, end]];
    return row;
  });
}
