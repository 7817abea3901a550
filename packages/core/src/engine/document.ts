// All that is kept of one journey: its folded facts, its plan, its escalations. In: such a document. Out: when somebody
// must look at it next. Rule owned: nothing that waits is without a due time.
import { comparable } from '../consent/can-send.js';
import type { Escalation } from '../escalation/escalation.js';
import { emptyJourney, type Journey, live } from '../journey/journey.js';
import type { Sighting } from '../plan/follow-chart.js';
import type { StoredStep } from '../plan/step.js';
import { addHours, compareInstants } from '../shared/instant.js';
import { openNotices, type UnheardNotice } from './notices.js';

export interface JourneyDocument {
  readonly journey: Journey;
  readonly steps: readonly StoredStep[];
  readonly escalations: readonly Escalation[];
  /** Ids of the notices staff have been sent. */
  readonly notified: readonly string[];
  /** Notices that could not be handed over yet; absent when there are none. */
  readonly unheard?: readonly UnheardNotice[];
  /** The rows of its chart, each as it last stood, and which took the place of which; absent before the first update. */
  readonly seen?: readonly Sighting[];
}

export function emptyDocument(practiceId: string, patientId: string): JourneyDocument {
  return { journey: emptyJourney(practiceId, patientId), steps: [], escalations: [], notified: [] };
}

/** After so long an attempt that left no outcome is taken for lost: its worker is gone. Unit: hours (2 minutes). */
const lostAfterHours = 2 / 60;
/** A lost send is looked up so long after it. Unit: hours (5 minutes). Source: docs/protocols.md. */
const lookUpAfterHours = 5 / 60;

/** What so many look-ups could not tell is with staff, and looked up no more. */
export const looksUntilStaff = 3;

/** Live addresses, made comparable: by them a reply finds the journey. */
export function addressesOf({ journey }: JourneyDocument): readonly string[] {
  return [...new Set(live(journey.contactPoint).map(({ value }) => comparable(value)))];
}

/** Whether somebody must still deal with something. */
export function waitsForStaff({ escalations }: JourneyDocument): boolean {
  return escalations.some(({ state }) => state !== 'closed');
}

/** When a stored step wants attention; null when it has ended, is on its way, or is with staff. */
export function stepDueAt({ state, step, attempts }: StoredStep): string | null {
  switch (state.kind) {
    case 'planned':
      return step.dueAt;
    case 'held':
    case 'capped':
      return state.until;
    case 'claimed':
      return addHours(state.at, lostAfterHours);
    case 'unknown': {
      const lookups = attempts.at(-1)?.lookups ?? 0;
      return lookups >= looksUntilStaff ? null : addHours(state.at, lookUpAfterHours * (1 + lookups));
    }
    case 'sent':
    case 'ended':
      return null;
    default:
      return state satisfies never;
  }
}

/** Steps whose carrying message ended without going out: the next update finds them another. */
function strandedIn(steps: readonly StoredStep[]): readonly StoredStep[] {
  const merged = steps.filter(({ state }) => state.kind === 'ended' && state.reason === 'merged');
  if (merged.length === 0) return merged;
  const byKey = new Map(steps.map((one) => [one.step.key, one]));
  return merged.filter(({ step }) => {
    const lead = step.kind === 'staff' || step.mergedInto === null ? undefined : byKey.get(step.mergedInto);
    return lead === undefined || lead.state.kind === 'ended';
  });
}

/** The next instant at which the journey wants attention; null when nothing waits. */
export function nextDueAt(document: JourneyDocument): string | null {
  const { steps, escalations } = document;
  let next: string | null = null;
  const consider = (at: string | null) => {
    if (at !== null && (next === null || compareInstants(at, next) < 0)) next = at;
  };
  for (const step of steps) consider(stepDueAt(step));
  for (const { step } of strandedIn(steps)) consider(step.dueAt);
  for (const { nextClimbAt } of escalations) consider(nextClimbAt);
  for (const { dueAt } of openNotices(document)) consider(dueAt);
  return next;
}

/** When the next alert to staff or answer to a patient is due: what must not wait behind other messages. Null when none is. */
export function nextAlertAt(document: JourneyDocument): string | null {
  const { steps, escalations } = document;
  const answers = steps.flatMap((one) => (one.step.kind !== 'staff' && one.step.isAnswer ? [stepDueAt(one)] : []));
  // A notice for the next working day is none.
  const isAlert = ({ tier }: Escalation) => tier !== 'R';
  const climbs = escalations.filter(isAlert).map(({ nextClimbAt }) => nextClimbAt);
  const notices = openNotices(document).flatMap(({ escalation, dueAt }) => (isAlert(escalation) ? [dueAt] : []));
  const isBefore = (at: string, first: string | null) => first === null || compareInstants(at, first) < 0;
  return [...answers, ...climbs, ...notices].reduce(
    (first, at) => (at !== null && isBefore(at, first) ? at : first),
    null,
  );
}
