// What a case waits since and how long that may take. In: a case, its journey, the practice's windows. Out: the wait
// of today and those before it, each with its window. Rules owned: which event starts the clock, which window fits,
// what a hold or a clinician's month changes, and when no clock can run.
import { byDay, compareText, type Dated } from '../shared/compare.js';
import { addDays, daysBetween } from '../shared/time.js';
import { isComplete } from './attempts.js';
import type { Case, Milestone } from './cases.js';
import { type CaseRules, type ChartRow, hasHappened, milestoneOfTreatment } from './chart-row.js';
import type { HoldFact, MilestoneName } from './fact.js';
import { type Journey, live } from './journey.js';
import { archOf, quadrantOf } from './site.js';
import { archWait, type WaitEvent, type WaitName } from './windows.js';

/** What a case waits since, and the days of its window; null days where no clock can run. */
export interface Wait {
  readonly event: WaitEvent;
  readonly name: WaitName;
  readonly since: string | null;
  readonly opensOn: string | null;
  readonly typicalFromOn: string | null;
  readonly typicalUntilOn: string | null;
  readonly lateOn: string | null;
  /** From the day after on, a case with nothing booked counts as dropped. */
  readonly dropsOn: string | null;
}

export function waitOf(
  found: Case,
  journey: Journey,
  rules: CaseRules,
  holds: readonly HoldFact[],
  asOf: string,
): Wait | null {
  const from = waitingFrom(found);
  if (from === null) return null;
  const name = waitName(from, found);
  const window = rules.windows[name];
  const undated: Wait = {
    event: from.event,
    name,
    since: null,
    opensOn: null,
    typicalFromOn: null,
    typicalUntilOn: null,
    lateOn: null,
    dropsOn: null,
  };
  if (from.on === null) return undated;
  const since = from.on;
  const frozen = daysHeld(holds, since, asOf);
  const after = (weeks: number) => addDays(since, weeks * 7 + frozen);
  const month = plannedMonth(found, journey, since);
  const lateWeeksAfterTypical = window.lateWeeks - window.typicalWeeks[1];
  const [opensOn, typicalFromOn, typicalUntilOn] =
    month === null
      ? [after(window.opensWeeks), after(window.typicalWeeks[0]), after(window.typicalWeeks[1])]
      : [month, month, addDays(month, 30)];
  const lateOn = month === null ? after(window.lateWeeks) : addDays(month, 30 + lateWeeksAfterTypical * 7 + frozen);
  return {
    ...undated,
    since,
    opensOn,
    typicalFromOn,
    typicalUntilOn,
    lateOn,
    dropsOn: addDays(lateOn, rules.dropDays),
  };
}

/** The last event whose healing the case waits for, and its day; null day when no clock can run from it. */
function waitingFrom(found: Case): { readonly event: WaitEvent; readonly on: string | null } | null {
  if (isComplete(found)) return { event: 'final', on: last(found.milestones, ['final'])?.on ?? null };
  const placements = found.milestones.filter(({ milestone }) => milestone === 'placement');
  const placed = last(placements, ['placement']);
  const removed = found.failures.at(-1);
  // An implant set on the day the old one came out is the next attempt.
  if (removed !== undefined && !(placed?.on && removed.on && placed.on >= removed.on))
    return { event: 'failure', on: removed.on };
  // Undated or referred: nobody here knows the day, so no clock runs; the phase is still that of what came last.
  if (placements.some(({ on, referredOnly }) => on === null || referredOnly))
    return {
      event: (last(found.milestones, ['abutment', 'second_stage'])?.milestone ?? 'placement') as WaitEvent,
      on: null,
    };
  const isSince = ({ on }: Dated) => placed === undefined || (on !== null && placed.on !== null && on >= placed.on);
  const prepared = found.rows
    .filter((row) => isPreparation(row) && isSince(row))
    .sort(byDay)
    .at(-1);
  const restored = last(found.milestones.filter(isSince), ['abutment', 'second_stage']);
  if (prepared !== undefined && (restored === undefined || byDay(restored, prepared) <= 0))
    return { event: 'impression', on: prepared.on };
  if (restored !== undefined) return { event: restored.milestone as WaitEvent, on: restored.on };
  const implanted = placed ?? last(found.milestones, ['provisional']);
  if (implanted !== undefined) return { event: 'placement', on: implanted.on };
  const healing = last(found.milestones, ['graft_sinus', 'graft_ridge', 'graft_socket', 'extraction']);
  return healing === undefined ? null : { event: healing.milestone as WaitEvent, on: healing.on };
}

/** A final restoration posted when its impression was taken. */
function isPreparation(row: ChartRow): boolean {
  return hasHappened(row) && row.milestone === null && milestoneOfTreatment[row.treatment] === 'final';
}

/** The latest of these milestones; of one day the one named first. */
function last(milestones: readonly Milestone[], names: readonly MilestoneName[]): Milestone | undefined {
  let latest: Milestone | undefined;
  for (const name of names)
    for (const one of milestones)
      if (one.milestone === name && (latest === undefined || byDay(one, latest) > 0)) latest = one;
  return latest;
}

/** The wait whose window fits: the arch, a sinus lift or an interim tooth on the day change the clock of a placement. */
function waitName(from: { readonly event: WaitEvent; readonly on: string | null }, found: Case): WaitName {
  if (from.event !== 'placement') return from.event;
  if (found.kind === 'full-arch' || found.kind === 'overdenture')
    return archWait(found.kind, found.arch ?? archOf(found.implantTeeth[0] ?? '') ?? 'U');
  const thatDay = found.milestones.filter(({ on }) => on === from.on).map(({ milestone }) => milestone);
  if (thatDay.includes('graft_sinus')) return 'placement_with_sinus_lift';
  const interim = found.milestones.some(
    ({ milestone, on }) => milestone === 'provisional' && (on ?? '') >= (from.on ?? ''),
  );
  return interim ? 'placement_with_provisional' : 'placement';
}

/** Days between two dates on which at least one hold froze the clock. */
function daysHeld(holds: readonly HoldFact[], since: string, until: string): number {
  if (holds.length === 0) return 0;
  const spans = holds
    .filter(({ state, endsOn }) => state === 'held' || (state === 'resumed' && endsOn !== null))
    .map((hold) => ({
      from: hold.startsOn > since ? hold.startsOn : since,
      to: hold.endsOn !== null && hold.endsOn < until ? hold.endsOn : until,
    }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  let days = 0;
  let counted = since;
  for (const { from, to } of spans) {
    const start = [from, counted].sort()[1] ?? from;
    if (to <= start) continue;
    days += daysBetween(start, to);
    counted = to;
  }
  return days;
}

/** The month the clinician planned the next step for, as the newest live plan item of the case tells. */
function plannedMonth(found: Case, journey: Journey, since: string): string | null {
  if (journey.planItem.length === 0) return null;
  const items = live(journey.planItem).filter(
    (item) =>
      item.plannedMonth !== null &&
      item.plannedMonth > since &&
      item.state !== 'declined' &&
      (item.procedureId === null
        ? item.teeth.some((tooth) => found.implantTeeth.includes(tooth)) ||
          (item.arch !== null && item.arch === found.arch)
        : found.planned.some((row) => row.id === item.procedureId)),
  );
  const newestFirst = items.toSorted((a, b) => compareText(b.recordedAt + b.id, a.recordedAt + a.id));
  return newestFirst[0]?.plannedMonth ?? null;
}

/** Whether a hold names the case's site, or none at all. */
export function concerns(hold: HoldFact, found: Case): boolean {
  if (hold.teeth.length === 0 && hold.arch === null && hold.quadrant === null) return true;
  const teeth = [...found.implantTeeth, ...found.pontics];
  return (
    (hold.arch !== null && hold.arch === found.arch) ||
    hold.teeth.some((tooth) => teeth.includes(tooth)) ||
    (hold.quadrant !== null && teeth.some((tooth) => quadrantOf(tooth) === hold.quadrant))
  );
}

/**
 * Every wait of a case in order of time, the present one last: each as it stood on the eve of the event that ended it.
 * Waits whose day is unknown are left out.
 */
export function waitHistory(found: Case, journey: Journey, rules: CaseRules, asOf: string): readonly Wait[] {
  const holds = live(journey.hold).filter((hold) => hold.startsOn <= asOf && concerns(hold, found));
  const dated: readonly Dated[] = [...found.milestones, ...found.failures, ...found.rows.filter(isPreparation)];
  const days = [...new Set(dated.flatMap(({ on }) => (on !== null && on <= asOf ? [on] : [])))].sort();
  const waits = new Map<string, Wait>();
  for (const [index, day] of days.entries()) {
    const wait = waitOf(asItStood(found, day), journey, rules, holds, days[index + 1] ?? asOf);
    if (wait?.since != null) waits.set(`${wait.event} ${wait.since}`, wait);
  }
  return [...waits.values()];
}

/** The case with what had happened by the evening of a day. */
function asItStood(found: Case, day: string): Case {
  const byThen = ({ on }: Dated) => on === null || on <= day;
  return {
    ...found,
    milestones: found.milestones.filter(byThen),
    failures: found.failures.filter(byThen),
    rows: found.rows.filter((row) => !hasHappened(row) || byThen(row)),
  };
}
