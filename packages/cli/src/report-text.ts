// The back-test for a coordinator at a terminal: the stalled first, then what is booked, what waits, what is done.
// In: a back-test and the rows set aside. Out: plain text, no identifying data beyond chart numbers.
import type { Backtest, BacktestCase } from './backtest.js';
import type { Reject } from './export-folder.js';
import { storyOf } from './page/story.js';
import {
  dateWords,
  gapWords,
  lowerFirst,
  moneyWords,
  outcomeWords,
  phaseWords,
  reasonWords,
  siteWords,
  visitWords,
} from './page/words.js';

/** Kinds of rows set aside that are listed; the JSON output holds every row. */
const listedRejects = 20;

export function toText(result: Backtest, rejected: readonly Reject[]): string {
  const { cases, stalled } = result;
  const open = cases.filter(({ status }) => status.outcome === 'active' && status.stalledSince === null);
  const booked = open.filter(({ status }) => status.nextVisit !== null);
  const isWithoutClock = ({ status }: BacktestCase) => status.onHold === null && (status.wait?.lateOn ?? null) === null;
  const timeless = open.filter((one) => !booked.includes(one) && isWithoutClock(one));
  const outcomes = result.byOutcome.filter(({ count }) => count > 0);
  const ended = cases.filter((one) => !stalled.includes(one) && !open.includes(one));
  const sections = [
    [
      `${result.practice}: implant cases on the evening of ${dateWords(result.asOf)}`,
      `${result.patients} patients read, ${cases.length} implant cases: ${outcomes.map(({ outcome, count }) => `${count} ${outcomeWords[outcome].toLowerCase()}`).join(', ') || 'none'}.`,
      ...(rejected.length > 0
        ? [
            `CAUTION: ${rejected.length} rows or files could not be used; what they say is missing below (listed at the end).`,
          ]
        : []),
      ...(result.laterRows > 0 ? [`${result.laterRows} rows done after that day were left out.`] : []),
    ],
    section(
      `Stalled: late and nothing booked (${stalled.length}, ${moneyWords(result.stalledCents)} still to come)`,
      stalled,
    ),
    section(`Next visit booked (${booked.length})`, booked),
    section(`Look at these: nothing booked, and no clock can run (${timeless.length})`, timeless),
    section(
      `Waiting, not late (${open.length - booked.length - timeless.length})`,
      open.filter((one) => !booked.includes(one) && !timeless.includes(one)),
    ),
    section(`Ended (${ended.length})`, ended),
    ['Where cases stop', ...gapTable(result)],
    wouldHaveSent(result),
    worklist(result),
    notes(result),
    rejects(rejected),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function section(title: string, cases: readonly BacktestCase[]): string[] {
  return cases.length === 0 ? [] : [title, ...cases.flatMap(caseLines)];
}

function caseLines(one: BacktestCase): string[] {
  const { patientId, case: found, status, value } = one;
  const attempt = found.attempts > 1 ? `, attempt ${found.attempts}` : '';
  const events = storyOf(one).map(
    ({ on, names }) => `${on === null ? 'day unknown' : dateWords(on)} ${names.map(lowerFirst).join(', ')}`,
  );
  return [
    `  Patient ${patientId}, ${siteWords(found)}${attempt}: ${lowerFirst(phaseWords[status.phase])}, ${outcomeWords[status.outcome].toLowerCase()}`,
    `    ${events.join('; ')}`,
    ...nextLines(one).map((line) => `    ${line}`),
    ...(value === null
      ? []
      : [
          `    Still to come: ${moneyWords(value.cents)} (${value.basis === 'planned' ? 'fees of its plan' : 'typical of such cases here'})`,
        ]),
  ];
}

function nextLines({ status }: BacktestCase): string[] {
  const { wait, nextVisit, outcome, stalledSince, onHold } = status;
  if (nextVisit !== null) {
    const time = nextVisit.wallClock.slice(11, 16);
    return [
      `Booked ${dateWords(nextVisit.wallClock.slice(0, 10))} ${time} for ${lowerFirst(visitWords[nextVisit.forMilestone])}`,
    ];
  }
  if (outcome === 'complete' || outcome === 'deceased' || outcome === 'transferred' || outcome === 'declined')
    return [];
  if (onHold !== null) return [`On hold (${onHold}); its clock stands still`];
  if (wait === null || wait.opensOn === null || wait.lateOn === null)
    return ['Nothing booked; no clock runs, because the day of the last step is not known here'];
  const late = stalledSince === null ? '' : `; stalled since ${dateWords(stalledSince)}`;
  return [`Nothing booked; window ${dateWords(wait.opensOn)} to ${dateWords(wait.lateOn)}${late}`];
}

function gapTable({ gaps }: Backtest): string[] {
  const columns = ['entered', 'moved on', 'waiting', 'late', 'dropped', 'ended'] as const;
  const width = Math.max(...gaps.map(({ gap }) => gapWords[gap].length)) + 2;
  const line = (name: string, cells: readonly (string | number)[]) =>
    `  ${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(10)).join('')}`;
  return [
    line('', columns),
    ...gaps.map((gap) =>
      line(gapWords[gap.gap], [gap.entered, gap.movedOn, gap.waiting, gap.late, gap.dropped, gap.ended]),
    ),
  ];
}

function wouldHaveSent({ messages: { messages, checks, patients, next } }: Backtest): string[] {
  const lines = next.map(({ patientId, on, what }) => `  ${dateWords(on)}  patient ${patientId}: ${what}`);
  return [
    `What the standard protocol would have sent: ${messages} messages and ${checks} checks to ${patients} patients`,
    ...(lines.length === 0 ? [] : [`  In the next 14 days:`, ...lines.map((line) => `  ${line}`)]),
  ];
}

function worklist({ worklist: rows }: Backtest): string[] {
  if (rows.length === 0) return ['Worklist of the evening: nobody has to be called'];
  const lines = rows.map(
    ({ position, escalation, priority }) =>
      `  ${position}. Patient ${escalation.patientId}, ${reasonWords[escalation.reason]}: ${priority.map(({ words }) => words).join(' ')}`,
  );
  return [`Worklist of the evening (${rows.length}): whom to call, in this order`, ...lines];
}

function notes({ notes: all }: Backtest): string[] {
  if (all.length === 0) return [];
  return [
    `Rows to look at (${all.length})`,
    ...all.map(
      ({ patientId, code, factIds, mend }) => `  Patient ${patientId}, row ${factIds.join(' and ')} (${code}): ${mend}`,
    ),
  ];
}

function rejects(rejected: readonly Reject[]): string[] {
  if (rejected.length === 0) return [];
  const alike = new Map<string, Reject[]>();
  for (const one of rejected) {
    const key = `${one.file} ${one.field} ${one.problem}`;
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  const listed = [...alike.values()].slice(0, listedRejects).map((group) => {
    const { file, row, field, problem, mend } = group[0] as Reject;
    const others = group.length > 1 ? ` and ${group.length - 1} more` : '';
    return `  ${file}${row === null ? '' : ` row ${row}${others}`}${field && `, ${field}`}: ${problem}; ${mend}`;
  });
  const more =
    alike.size > listedRejects ? [`  and ${alike.size - listedRejects} other kinds: --json lists every row`] : [];
  return [`Not used (${rejected.length}); everything else was`, ...listed, ...more];
}
