// What people do about an escalation. In: an escalation and facts about actions. Out: the escalation as they leave it.
// Rules owned: the order and repetition of facts do not matter; only a named person with an outcome closes; who
// acknowledges has until the deadline; who is handed it must be told.

import type { EscalationActionFact } from '../journey/fact.js';
import { foldFacts } from '../journey/fold-facts.js';
import { emptyJourney, live } from '../journey/journey.js';
import { compareInstants } from '../shared/instant.js';
import type { Escalation } from './escalation.js';

/** Applies one action; see `applyActions`. */
export function applyAction(escalation: Escalation, fact: EscalationActionFact): Escalation {
  return applyActions(escalation, [fact]);
}

/**
 * Applies what people did. Of each action the newest snapshot counts, also the one that voids it; then all are read in
 * order of their time. Actions on other escalations are passed over, and so are those without a named person, closings
 * without an outcome and assignments to nobody. The first closing ends it; later actions are kept and change nothing.
 * @returns The very same escalation when nothing is new.
 */
export function applyActions(escalation: Escalation, facts: readonly EscalationActionFact[]): Escalation {
  const own = facts.filter(
    (fact) => fact.escalationId === escalation.id && fact.patientId === escalation.patientId && isComplete(fact),
  );
  const before = { ...emptyJourney('', escalation.patientId), escalationAction: escalation.actions };
  const after = foldFacts(before, own);
  if (after === before) return escalation;
  const byTime = (a: EscalationActionFact, b: EscalationActionFact) =>
    compareInstants(a.at, b.at) || (a.id < b.id ? -1 : 1);
  return settle({ ...escalation, actions: [...after.escalationAction].sort(byTime) });
}

/** The state that follows from the climbs and actions an escalation holds. */
export function settle(escalation: Escalation): Escalation {
  const actions = live(escalation.actions);
  const closing = actions.find(({ action }) => action === 'closed');
  const holding = holdingOf(escalation);
  const owner = holding === undefined ? null : ownerBy(holding);
  if (closing !== undefined) {
    const closed = { by: closing.by, at: closing.at, outcome: closing.outcome ?? '' };
    return { ...escalation, owner, state: 'closed', closed, nextClimbAt: null };
  }
  const due = escalation.climbDueAt;
  if (holding !== undefined && owner === holding.by) {
    const nextClimbAt = compareInstants(due, escalation.respondBy) < 0 ? escalation.respondBy : due;
    return { ...escalation, owner, state: 'acknowledged', closed: null, nextClimbAt };
  }
  const untold = untoldAssignment(escalation);
  const nextClimbAt = untold !== null && compareInstants(untold.at, due) < 0 ? untold.at : due;
  return { ...escalation, owner, state: 'open', closed: null, nextClimbAt };
}

/** The assignment to somebody else who has not been alerted since, or null. */
export function untoldAssignment(escalation: Escalation): { readonly to: string; readonly at: string } | null {
  const holding = holdingOf(escalation);
  if (holding === undefined || ownerBy(holding) === holding.by) return null;
  const [to, at] = [ownerBy(holding), holding.at];
  const isTold = escalation.climbs.some((climb) => compareInstants(climb.at, at) >= 0 && climb.recipients.includes(to));
  return isTold ? null : { to, at };
}

/** The last action before a closing that says who has it. */
function holdingOf(escalation: Escalation): EscalationActionFact | undefined {
  const actions = live(escalation.actions);
  const closing = actions.findIndex(({ action }) => action === 'closed');
  const untilThen = closing === -1 ? actions : actions.slice(0, closing);
  return untilThen.filter(({ action }) => action === 'acknowledged' || action === 'assigned').at(-1);
}

/** Who acknowledges has it, and so has who takes it over; an assignment gives it to somebody else. */
function ownerBy({ action, assignee, by }: EscalationActionFact): string {
  return action === 'assigned' && assignee !== null ? assignee : by;
}

function isComplete({ action, by, assignee, outcome }: EscalationActionFact): boolean {
  const says = (text: string | null) => text !== null && text.trim() !== '';
  if (!says(by)) return false;
  return (action !== 'closed' || says(outcome)) && (action !== 'assigned' || says(assignee));
}
