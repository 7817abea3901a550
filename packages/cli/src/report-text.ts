// The back-test for a coordinator at a terminal: the stalled first, then what is booked, what waits, what is done.
// In: a back-test and the rows set aside. Out: plain text, no identifying data beyond chart numbers.
import type { Backtest, BacktestCase } from './backtest.js';
import type { Reject } from './export-folder.js';
import {
  dateWords,
  gapWords,
  milestoneWords,
  moneyWords,
  outcomeWords,
  phaseWords,
  siteWords,
  visitWords,
} from './page/words.js';

/** Rows set aside that are listed one by one; the JSON output holds them all. */
const listedRejects = 20;

export function toText(result: Backtest, rejected: readonly Reject[]): string {
  const { cases, stalled } = result;
  const open = cases.filter(({ status }) => status.outcome === 'active' && status.stalledSince === null);
  const booked = open.filter(({ status }) => status.nextVisit !== null);
  const outcomes = result.byOutcome.filter(({ count }) => count > 0);
  const ended = cases.filter((one) => !stalled.includes(one) && !open.includes(one));
  const sections = [
    [
      `${result.practice}: implant cases on the evening of ${dateWords(result.asOf)}`,
      `${result.patients} patients read, ${cases.length} implant cases: ${outcomes.map(({ outcome, count }) => `${count} ${outcomeWords[outcome].toLowerCase()}`).join(', ') || 'none'}.`,
      ...(result.laterRows > 0 ? [`${result.laterRows} rows done after that day were left out.`] : []),
    ],
    section(
      `Stalled: late and nothing booked (${stalled.length}, ${moneyWords(result.stalledCents)} still to come)`,
      stalled,
    ),
    section(`Next visit booked (${booked.length})`, booked),
    section(
      `Waiting, not late (${open.length - booked.length})`,
      open.filter((one) => !booked.includes(one)),
    ),
    section(`Ended (${ended.length})`, ended),
    ['Where cases stop', ...gapTable(result)],
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
  const days = new Map<string, string[]>();
  for (const { milestone, on, evidenceOnly } of found.milestones) {
    const day = on === null ? 'day unknown' : dateWords(on);
    days.set(day, [
      ...(days.get(day) ?? []),
      `${milestoneWords[milestone].toLowerCase()}${evidenceOnly ? ' (elsewhere)' : ''}`,
    ]);
  }
  const events = [...days].map(([day, names]) => `${day} ${names.join(', ')}`);
  const removals = found.failures.map(({ on }) => `${on === null ? 'day unknown' : dateWords(on)} implant taken out`);
  return [
    `  Patient ${patientId}, ${siteWords(found)}${attempt}: ${phaseWords[status.phase].toLowerCase()}, ${outcomeWords[status.outcome].toLowerCase()}`,
    `    ${[...events, ...removals].join('; ')}`,
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
      `Booked ${dateWords(nextVisit.wallClock.slice(0, 10))} ${time} for ${visitWords[nextVisit.forMilestone].toLowerCase()}`,
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
  const listed = rejected
    .slice(0, listedRejects)
    .map(
      ({ file, row, field, problem, mend }) =>
        `  ${file}${row === null ? '' : ` row ${row}`}${field && `, ${field}`}: ${problem}; ${mend}`,
    );
  const more =
    rejected.length > listedRejects ? [`  and ${rejected.length - listedRejects} more: --json lists them all`] : [];
  return [`Not used (${rejected.length}); everything else was`, ...listed, ...more];
}
