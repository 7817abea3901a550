// An escalation with what staff need beside it: value, delay, signs of life, calls and messages so far. In: a document,
// one of its escalations. Out: an item of the worklist. Holds no text a patient wrote: only that and when.
import type { Escalation } from '../escalation/escalation.js';
import type { HistoryEntry, WorklistItem } from '../escalation/worklist.js';
import { live } from '../journey/journey.js';
import { assessJourney } from '../journey/phase.js';
import { valueAtRisk } from '../journey/value.js';
import { lastEngagedAt, locationOf } from '../plan/planning.js';
import { hasGoneOut } from '../plan/step.js';
import { daysBetween, wallClockAt } from '../shared/time.js';
import type { JourneyDocument } from './document.js';
import type { Rules } from './update.js';

export function worklistItem(
  document: JourneyDocument,
  escalation: Escalation,
  { practice, protocol }: Rules,
  now: string,
): WorklistItem {
  const { journey, steps } = document;
  const { zone } = locationOf({ practice, patient: null }, escalation.locationId);
  const today = wallClockAt(now, zone).slice(0, 10);
  const cases = assessJourney(journey, protocol.cases, today).cases.filter(
    ({ case: found }) => escalation.caseIds.length === 0 || escalation.caseIds.includes(found.id),
  );
  const values = cases.flatMap(({ case: found, status }) =>
    status.outcome === 'complete' ? [] : (valueAtRisk(found, journey, () => null)?.cents ?? []),
  );
  const late = cases.flatMap(({ status }) => status.stalledSince ?? []).sort();
  const sent = steps.flatMap((one): HistoryEntry[] =>
    hasGoneOut(one) && one.step.kind !== 'staff' && 'channel' in one.state
      ? [{ at: one.state.at, kind: one.step.kind, words: `${one.step.because.rule} by ${one.state.channel}` }]
      : [],
  );
  const heard: HistoryEntry[] = [
    ...live(journey.reply).map(({ receivedAt, channel }) => ({
      at: receivedAt,
      kind: 'reply',
      words: `the patient wrote by ${channel}`,
    })),
    ...live(journey.checkAnswer).map(({ answeredAt, instrument }) => ({
      at: answeredAt,
      kind: 'answer',
      words: `the patient answered the ${instrument}`,
    })),
    ...live(journey.outreachOutcome).map(({ at, outcome, by }) => ({
      at,
      kind: 'outreach',
      words: `${outcome}, by ${by}`,
    })),
  ];
  return {
    escalation,
    valueCents: values.length === 0 ? null : values.reduce((sum, cents) => sum + cents, 0),
    daysStalled: late[0] === undefined ? null : daysBetween(late[0], today),
    lastEngagedAt: lastEngagedAt(journey),
    attempts: live(journey.outreachOutcome),
    history: [...sent, ...heard],
  };
}
