// What the protocol would have done for a patient, and would do next, read off the chart as it stands. In: a journey, the
// rules, the evening of a day. Out: dated contacts by case and the staff items of that evening. Nobody answered in a
// back-test, so nothing that waits for an answer (an unanswered check, an early call) is counted.
import {
  daysBetween,
  type Journey,
  locationOf,
  openEscalation,
  type PlannedStep,
  plan,
  type Rules,
  type WorklistItem,
  wallClockAt,
} from '@implant-journey/core';
import type { BacktestCase } from './backtest.js';

/** A message, check or call on a day. */
export interface Contact {
  readonly on: string;
  readonly kind: 'message' | 'check' | 'staff';
  /** Line of the protocol. */
  readonly what: string;
  /** Carried by another message of the day. */
  readonly isMerged: boolean;
}

const needsAnswers: ReadonlySet<string> = new Set(['check-not-reached', 'early-escalation']);

export interface WouldHave {
  readonly contactsOf: (caseId: string) => readonly Contact[];
  readonly staffSteps: readonly Extract<PlannedStep, { kind: 'staff' }>[];
}

export function wouldHave(journey: Journey, { protocol, practice }: Rules): WouldHave {
  const steps = plan(journey, protocol, practice).steps.filter(
    (step) => step.kind !== 'staff' || !needsAnswers.has(step.reason),
  );
  return {
    contactsOf: (caseId) =>
      steps
        .filter(({ event }) => event.caseId === caseId)
        .map((step) => ({
          on: dayOf(step, practice),
          kind: step.kind,
          what: step.because.rule,
          isMerged: step.kind !== 'staff' && step.mergedInto !== null,
        })),
    staffSteps: steps.filter((step) => step.kind === 'staff'),
  };
}

/** The calendar day at the location the step belongs to. */
function dayOf({ dueAt, event }: PlannedStep, practice: Rules['practice']): string {
  return wallClockAt(dueAt, locationOf({ practice, patient: null }, event.locationId).zone).slice(0, 10);
}

/** Staff items that would stand open on the evening of `asOf`: of cases that are still open and have nothing booked. */
export function openItems(
  one: BacktestCase,
  journey: Journey,
  { staffSteps }: WouldHave,
  { practice, protocol }: Rules,
  asOf: string,
): readonly WorklistItem[] {
  const { status, case: found, value } = one;
  const isOpen = status.nextVisit === null && ['active', 'dropped', 'failed'].includes(status.outcome);
  if (!isOpen) return [];
  const own = staffSteps.filter((step) => step.event.caseId === found.id && dayOf(step, practice) <= asOf);
  return own.map((step) => {
    const location = locationOf({ practice, patient: null }, step.event.locationId);
    const input = {
      id: `${journey.patientId}/${step.key}`,
      patientId: journey.patientId,
      caseIds: [found.id],
      reason: step.reason,
      tier: step.tier,
      because: step.because.factIds,
      stepKey: step.key,
    };
    return {
      escalation: openEscalation(input, location, protocol.escalation, step.dueAt),
      valueCents: value?.cents ?? null,
      daysStalled: status.stalledSince === null ? null : daysBetween(status.stalledSince, asOf),
      lastEngagedAt: null,
      attempts: [],
      history: [],
    };
  });
}
