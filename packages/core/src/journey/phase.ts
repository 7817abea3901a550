// Where a case stands on the evening of a day. In: a case, its journey, the practice's rules, a date. Out: phase,
// the wait it is in with its window, the right next visit, outcome, since when it is stalled. Rules owned: which
// outcome comes first, and when a case counts as stalled or dropped.
import { JourneyError } from '../shared/error.js';
import { isDate } from '../shared/time.js';
import { hasMovedOn, isComplete } from './attempts.js';
import { type Case, deriveCases } from './cases.js';
import type { CaseRules, ChartNote } from './chart-row.js';
import { type CodeLookup, codeLookup } from './code-map.js';
import type { HoldFact } from './fact.js';
import { type Journey, live } from './journey.js';
import { type NextVisit, nextVisitOf } from './next-visit.js';
import { concerns, type Wait, waitOf } from './wait.js';
import type { WaitEvent } from './windows.js';

/** The phases of a case, in the order of treatment. */
export const phases = [
  'planning',
  'socket-healing',
  'graft-healing',
  'osseointegration',
  'gum-healing',
  'restoration',
  'maintenance',
  'site-recovery',
] as const;
export type Phase = (typeof phases)[number];

export type Outcome = 'complete' | 'deceased' | 'transferred' | 'declined' | 'failed' | 'dropped' | 'active';

export interface CaseStatus {
  readonly phase: Phase;
  /** Null while nothing is charted that a wait could run from. */
  readonly wait: Wait | null;
  readonly nextVisit: NextVisit | null;
  readonly outcome: Outcome;
  /** Since when staff should have a look: late, nothing booked, not on hold; null otherwise. */
  readonly stalledSince: string | null;
  /** Why the case waits on purpose, when it does. */
  readonly onHold: HoldFact['reason'] | null;
}

export interface AssessedCase {
  readonly case: Case;
  readonly status: CaseStatus;
}

const phaseOfWait: Readonly<Record<WaitEvent, Phase>> = {
  extraction: 'socket-healing',
  graft_socket: 'graft-healing',
  graft_ridge: 'graft-healing',
  graft_sinus: 'graft-healing',
  placement: 'osseointegration',
  second_stage: 'gum-healing',
  abutment: 'restoration',
  impression: 'restoration',
  final: 'maintenance',
  failure: 'site-recovery',
};

/**
 * Derives every case of a journey and tells where it stands on the evening of `asOf`.
 * @param asOf - Calendar date at the practice, `YYYY-MM-DD`; visits later than this day count as to come.
 * @throws {JourneyError} `time/invalid` when `asOf` is not a real day.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { assessJourney, emptyJourney, foldFacts, standardCaseRules } from '@implant-journey/core';
 * import { procedure } from '@implant-journey/core/testing';
 * const placed = procedure({ code: 'D6010', teeth: ['19'], serviceOn: '2026-01-05' });
 * const journey = foldFacts(emptyJourney('harbor', placed.patientId), [placed]);
 * const [first] = assessJourney(journey, standardCaseRules, '2026-11-20').cases;
 * assert.equal(first?.status.phase, 'osseointegration');
 * assert.equal(first.status.stalledSince, '2026-08-03'); // late 30 weeks after placement, nothing booked
 * ```
 */
export function assessJourney(
  journey: Journey,
  rules: CaseRules,
  asOf: string,
): { readonly cases: readonly AssessedCase[]; readonly notes: readonly ChartNote[] } {
  if (!isDate(asOf)) throw new JourneyError('time/invalid', 'asOf must be a calendar date; write it as YYYY-MM-DD');
  const { cases, notes } = deriveCases(journey, rules);
  const lookup = codeLookup(rules.codeMap);
  return {
    cases: cases.map((found) => ({ case: found, status: statusOf(found, cases, journey, rules, lookup, asOf) })),
    notes,
  };
}

function statusOf(
  found: Case,
  cases: readonly Case[],
  journey: Journey,
  rules: CaseRules,
  lookup: CodeLookup,
  asOf: string,
): CaseStatus {
  const nextVisit = nextVisitOf(found, cases, journey, lookup, asOf);
  const holds = live(journey.hold).filter((hold) => hold.startsOn <= asOf && concerns(hold, found));
  const held = holds.find((hold) => hold.state === 'held' && (hold.endsOn === null || hold.endsOn > asOf));
  const wait = waitOf(found, journey, rules, holds, asOf);
  const outcome = outcomeOf(found, journey, holds, held !== undefined, wait, nextVisit, asOf);
  const isWaiting =
    nextVisit === null && held === undefined && (outcome === 'active' || outcome === 'dropped' || outcome === 'failed');
  const lateOn = wait?.lateOn ?? null;
  return {
    phase: wait === null ? 'planning' : phaseOfWait[wait.event],
    wait,
    nextVisit,
    outcome,
    stalledSince: isWaiting && lateOn !== null && asOf > lateOn ? lateOn : null,
    onHold: held?.reason ?? null,
  };
}

/** The close that stands: none of the same or a later day resumed the case. */
function closedBy(holds: readonly HoldFact[]): HoldFact | undefined {
  const resumedOn = holds.flatMap((hold) => (hold.state === 'resumed' ? [hold.endsOn ?? hold.startsOn] : []));
  return holds.filter((hold) => hold.state === 'closed' && !resumedOn.some((on) => on >= hold.startsOn)).at(-1);
}

function outcomeOf(
  found: Case,
  journey: Journey,
  holds: readonly HoldFact[],
  held: boolean,
  wait: Wait | null,
  nextVisit: NextVisit | null,
  asOf: string,
): Outcome {
  if (isComplete(found)) return 'complete';
  const status = live(journey.patient).map((patient) => patient.status);
  const closed = closedBy(holds);
  if (status.includes('deceased') || closed?.reason === 'deceased') return 'deceased';
  if (status.includes('departed') || closed?.reason === 'transferred') return 'transferred';
  const plan = found.planned.filter((row) => row.milestone !== null);
  if (
    closed !== undefined ||
    (plan.length > 0 && plan.every((row) => row.standing === 'inactive') && nextVisit === null)
  )
    return 'declined';
  if (wait?.event === 'failure' && nextVisit === null && !hasMovedOn(found)) return 'failed';
  if (!held && nextVisit === null && wait !== null && wait.dropsOn !== null && asOf > wait.dropsOn) return 'dropped';
  return 'active';
}
