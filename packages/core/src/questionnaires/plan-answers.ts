// What answers and replies lead to: words back to the patient, and people. In: a journey as planners see it. Out: steps
// due at the instant of the answer. Rules owned: guidance and alert come from the same fact, so that one is never
// without the other; an alert is never withdrawn by a later good score, because each answer speaks for itself.

import type { EscalationReason } from '../escalation/escalation.js';
import { isUnknownSender } from '../inbound/unknown-sender.js';
import type { CheckAnswerFact, ReplyFact } from '../journey/fact.js';
import { live } from '../journey/journey.js';
import { localDate, locationOf, type Planning, type ReadReply } from '../plan/planning.js';
import { staffStep } from '../plan/staff-step.js';
import type { MessageStep, PlannedStep, StaffStep, StepEvent } from '../plan/step.js';
import { byId } from '../shared/compare.js';
import { compareInstants, msOf } from '../shared/instant.js';
import { daysBetween } from '../shared/time.js';
import { type Band, scoreAnswers } from './score.js';
import type { Tier } from './tier.js';

/** Guidance goes out for so long after an answer; later staff have long called. Unit: hours. Source: practice preference. */
const guidanceHours = 24;
/** Encouragement that comes hours later reads oddly. Unit: hours. Source: practice preference. */
const encouragementHours = 4;

export function planAnswers(planning: Planning): readonly PlannedStep[] {
  const checks = [...live(planning.journey.checkAnswer)].sort(
    (a, b) => compareInstants(a.answeredAt, b.answeredAt) || byId(a, b),
  );
  const steps: PlannedStep[] = [];
  // A drop is a drop within the healing of one event.
  const comfortAfter = new Map<string, number>();
  for (const fact of checks) {
    const about = fact.eventOn ?? fact.checkId.split('/')[0] ?? '';
    const result = stepsOfCheck(planning, fact, comfortAfter.get(about) ?? null);
    steps.push(...result.steps);
    if (result.comfort !== null) comfortAfter.set(about, result.comfort);
  }
  return [...steps, ...planning.replies.flatMap((reply) => stepsOfReply(planning, reply))];
}

/** The very same words again within this are a machine that answers ours, or a second tap. Unit: minutes. Source:
 *  practice preference. */
const echoMinutes = 60;

/** Whether an earlier reply said the very same not long ago: staff are told again, the patient is not answered again. */
function isEcho(fact: ReplyFact, replies: readonly ReadReply[]): boolean {
  const sinceMs = msOf(fact.receivedAt) - echoMinutes * 60_000;
  return replies.some(
    ({ fact: other }) =>
      other.text.trim() === fact.text.trim() &&
      msOf(other.receivedAt) >= sinceMs &&
      (compareInstants(other.receivedAt, fact.receivedAt) || byId(other, fact)) < 0,
  );
}

function stepsOfCheck(planning: Planning, fact: CheckAnswerFact, previousComfort: number | null) {
  const instrument = planning.protocol.checks.instruments.find(({ id }) => id === fact.instrument);
  const event = answerEvent(planning, fact.id, 'answer', fact.answeredAt, fact.checkId);
  if (instrument === undefined) {
    // Nobody here can read it: a person must.
    return {
      comfort: null,
      steps: [staffOf(event, 'free-text', 'S', fact.answeredAt, 'an answer to a check this protocol does not know')],
    };
  }
  const on = fact.eventOn ?? event.on;
  const daysSinceEvent = Math.max(0, daysBetween(on, localDate(planning, fact.answeredAt, event.locationId)));
  const scored = scoreAnswers(instrument, fact.answers, {
    daysSinceEvent,
    traits: fact.traits,
    ...(previousComfort === null ? {} : { previous: { comfort: previousComfort } }),
  });
  const why = scored.reasons.map(({ rule }) => rule).join(', ') || `comfort ${scored.comfort ?? 'not given'}`;
  const steps: PlannedStep[] = planning.mayBeDead
    ? []
    : [answerMessage(planning, event, scored.band, fact.answeredAt, why)];
  if (scored.tier !== null)
    steps.push(staffOf(event, reasonOf(scored.tier, scored), scored.tier, fact.answeredAt, why));
  else if (scored.kind === 'unscorable')
    steps.push(staffOf(event, 'check-not-reached', 'R', fact.answeredAt, `not answered: ${scored.missing.join(', ')}`));
  return { comfort: scored.comfort, steps };
}

function reasonOf(
  tier: Tier,
  { wantsCall, freeText }: { readonly wantsCall: boolean; readonly freeText: boolean },
): EscalationReason {
  switch (tier) {
    case 'E':
      return 'emergency';
    case 'U':
      return 'urgent';
    case 'S':
      return 'low-score';
    case 'R':
      return wantsCall ? 'wants-call' : freeText ? 'free-text' : 'low-score';
    default:
      return tier satisfies never;
  }
}

function stepsOfReply(planning: Planning, { fact, triage }: ReadReply): readonly PlannedStep[] {
  const event = answerEvent(planning, fact.id, 'reply', fact.receivedAt, null);
  const why = triage.reasons.map(({ rule }) => rule).join(', ') || 'free words';
  const staff = (reason: EscalationReason, tier: Tier) => staffOf(event, reason, tier, fact.receivedAt, why);
  const steps: PlannedStep[] = [];
  if (triage.deceased) steps.push(staff('possible-death', 'R'));
  if (triage.wrongNumber) steps.push(staff('wrong-number', 'R'));
  if (triage.optOut && triage.mayMeanCancelVisit) steps.push(staff('cancel-near-visit', 'R'));
  // Whoever does not know the patient, or mourns, gets no clinical words.
  const mayAnswer = !triage.deceased && !triage.wrongNumber && !planning.mayBeDead && !isEcho(fact, planning.replies);
  if (triage.tier === 'E' || triage.tier === 'U' || triage.tier === 'S') {
    if (mayAnswer) steps.push(answerMessage(planning, event, bandOfTier[triage.tier], fact.receivedAt, why));
    steps.push(
      staff(triage.tier === 'E' ? 'emergency' : triage.tier === 'U' ? 'urgent' : 'symptom-reply', triage.tier),
    );
  } else if (triage.comfort !== null && mayAnswer) {
    steps.push(
      answerMessage(
        planning,
        event,
        triage.comfort >= 4 && triage.tier === null ? 'good' : 'middle',
        fact.receivedAt,
        `comfort ${triage.comfort}`,
      ),
    );
    if (triage.toHuman) steps.push(staff('free-text', 'R'));
  } else if (isUnknownSender(planning.journey.patientId) && !triage.optOut) steps.push(staff('unknown-sender', 'R'));
  else if (triage.toHuman && steps.length === 0) steps.push(staff(triage.wantsCall ? 'wants-call' : 'free-text', 'R'));
  return steps;
}

const bandOfTier: Readonly<Record<'E' | 'U' | 'S', Band>> = { E: 'emergency', U: 'urgent', S: 'low' };

/** The answer itself is the evidence: corrections of the chart never touch what it led to. */
function answerEvent(
  planning: Planning,
  factId: string,
  kind: 'answer' | 'reply',
  at: string,
  checkId: string | null,
): StepEvent {
  const events = planning.cases.flatMap((view) => view.events);
  const asked = events.find(({ key }) => checkId?.startsWith(key) && checkId[key.length] === '/') ?? events.at(-1);
  const own = { key: `${kind}:${factId}`, factIds: [`${kind}/${factId}`] };
  if (asked !== undefined) return { ...asked, ...own };
  const locationId = locationOf(planning, null).id;
  return {
    caseId: '',
    milestone: 'consult',
    on: localDate(planning, at, locationId),
    teeth: [],
    arch: null,
    locationId,
    traits: [],
    ...own,
  };
}

function answerMessage(planning: Planning, event: StepEvent, band: Band, at: string, why: string): MessageStep {
  const isGrave = band === 'emergency' || band === 'urgent' || band === 'low';
  const hours = isGrave ? guidanceHours : encouragementHours;
  return {
    key: `${event.key}/answer`,
    stepId: 'answer',
    event,
    kind: 'message',
    purpose: 'safety',
    messageClass: 'care',
    template: planning.protocol.checks.answers[band],
    instrument: null,
    channels: ['sms', 'portal', 'email'],
    late: {
      sendWithinHours: hours,
      variant: null,
      otherwise: 'drop',
      why: isGrave ? 'staff have called by then' : 'encouragement hours later reads oddly',
      source: 'practice preference',
    },
    dueAt: at,
    saysNotBooked: false,
    isAnswer: true,
    values: {},
    mergedInto: null,
    cappedFrom: null,
    because: { rule: `answer-${band}`, why, factIds: event.factIds },
  };
}

function staffOf(event: StepEvent, reason: EscalationReason, tier: Tier, at: string, why: string): StaffStep {
  return staffStep({ event, stepId: reason, reason, tier, dueAt: at, why });
}
