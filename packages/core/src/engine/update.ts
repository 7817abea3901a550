// A journey after new facts, or after time alone. In: a document, facts, the practice and its protocol, the instant. Out:
// the document as it now must be. Pure: all of it is stored at once or not at all, so that guidance for a patient and
// the alert to staff, which come from one fact, are both there or neither.
import type { Protocol } from '../cadence/protocol.js';
import { applyActions } from '../escalation/act.js';
import type { Escalation } from '../escalation/escalation.js';
import { escalationIdOf } from '../escalation/escalation-id.js';
import { openEscalation } from '../escalation/route.js';
import type { DeliveryFact, JourneyFact } from '../journey/fact.js';
import { foldFacts, foldNews } from '../journey/fold-facts.js';
import { type Journey, live } from '../journey/journey.js';
import { applyChanges } from '../plan/apply-changes.js';
import { followChart, sightingsOf } from '../plan/follow-chart.js';
import { plan } from '../plan/plan.js';
import { locationOf } from '../plan/planning.js';
import { reconcile } from '../plan/reconcile.js';
import type { DesiredPlan, StaffStep, StoredStep } from '../plan/step.js';
import type { Practice } from '../practice/practice.js';
import { addTo } from '../shared/group.js';
import type { JourneyDocument } from './document.js';
import { enrolmentFor } from './enrol.js';

export interface Rules {
  readonly practice: Practice;
  readonly protocol: Protocol;
}

export interface Updated {
  readonly document: JourneyDocument;
  /** The facts that were news, with those the update itself made (an enrolment). */
  readonly facts: readonly JourneyFact[];
}

/** @returns The very same document when nothing is new. */
export function update(document: JourneyDocument, facts: readonly JourneyFact[], rules: Rules, now: string): Updated {
  const { state: folded, news } = foldNews(document.journey, facts);
  let journey = folded;
  const enrolment = enrolmentFor(journey, rules, now);
  if (enrolment !== null) journey = foldFacts(journey, [enrolment]);
  const followed = followDeliveries(document.steps, live(journey.delivery), now);
  const desired = planOf(journey, rules);
  const seen = followChart(document.seen ?? sightingsOf(document.steps), desired.events);
  const changes = reconcile(desired, followed, rules.protocol, now, seen);
  const steps = applyChanges(followed, changes, desired.protocol, now);
  const opened = changes.flatMap((change) =>
    change.kind === 'open' ? [escalationOf(change.step, journey.patientId, rules, document, now)] : [],
  );
  const escalations = withActions(document.escalations, opened, journey.escalationAction);
  const isSame =
    journey === document.journey &&
    steps === document.steps &&
    escalations === document.escalations &&
    seen === (document.seen ?? seen);
  return {
    document: isSame ? document : { ...document, journey, steps, escalations, seen },
    facts: [...news, ...(enrolment === null ? [] : [enrolment])],
  };
}

/** Plans by journey: time alone changes none, so a journey that is still in memory is planned once. */
const plans = new WeakMap<Journey, Rules & { readonly desired: DesiredPlan }>();

function planOf(journey: Journey, { practice, protocol }: Rules): DesiredPlan {
  const known = plans.get(journey);
  if (known?.practice === practice && known.protocol === protocol) return known.desired;
  const desired = plan(journey, protocol, practice);
  plans.set(journey, { practice, protocol, desired });
  return desired;
}

export function escalationOf(
  step: StaffStep,
  patientId: Escalation['patientId'],
  { practice, protocol }: Rules,
  document: JourneyDocument,
  now: string,
): Escalation {
  const patient = live(document.journey.patient).at(-1) ?? null;
  const location = locationOf({ practice, patient }, step.event.locationId);
  const { caseId } = step.event;
  const input = {
    id: escalationIdOf(step),
    patientId,
    caseIds: caseId === '' ? [] : [caseId],
    reason: step.reason,
    tier: step.tier,
    because: step.because.factIds,
    stepKey: step.key,
  };
  return openEscalation(input, location, protocol.escalation, now);
}

/** An escalation opened twice stays the first: the same key is the same item. */
function withActions(
  before: readonly Escalation[],
  opened: readonly Escalation[],
  actions: Parameters<typeof applyActions>[1],
): readonly Escalation[] {
  const byId = new Map<string, Escalation>();
  for (const one of [...before, ...opened]) if (!byId.has(one.id)) byId.set(one.id, one);
  const after = [...byId.values()].map((one) => applyActions(one, actions));
  return after.length === before.length && after.every((one, index) => one === before[index]) ? before : after;
}

const rank = ['accepted', 'sent', 'delivered', 'read'] as const;

/** Steps as their delivery reports tell: states only rise; a failed one waits for its next channel. */
function followDeliveries(
  steps: readonly StoredStep[],
  deliveries: readonly DeliveryFact[],
  now: string,
): readonly StoredStep[] {
  if (deliveries.length === 0) return steps;
  const byKey = new Map<string, DeliveryFact[]>();
  for (const fact of deliveries) addTo(byKey, fact.stepKey, fact);
  let changed = false;
  const followed = steps.map((one) => {
    const after = followOne(one, byKey.get(one.step.key) ?? [], now);
    changed ||= after !== one;
    return after;
  });
  return changed ? followed : steps;
}

function followOne(one: StoredStep, deliveries: readonly DeliveryFact[], now: string): StoredStep {
  const { state } = one;
  if (state.kind !== 'sent' && state.kind !== 'unknown' && state.kind !== 'claimed') return one;
  const own = deliveries.filter(({ channel }) => channel === state.channel);
  const failed = own.find((fact) => fact.state === 'failed');
  const attempt = one.attempts.at(-1);
  if (failed !== undefined && attempt !== undefined && attempt.outcome !== 'rejected') {
    return {
      ...one,
      state: { kind: 'planned' },
      attempts: [...one.attempts.slice(0, -1), { ...attempt, outcome: 'rejected', reason: 'failed on the way' }],
      trail: [...one.trail, { at: now, what: `failed on the way by ${state.channel}; the next channel is tried` }],
    };
  }
  const told = own
    .flatMap((fact) => (fact.state === 'failed' ? [] : [fact.state]))
    .sort((a, b) => rank.indexOf(b) - rank.indexOf(a))[0];
  const before = state.kind === 'sent' ? state.as : null;
  if (told === undefined || (before !== null && rank.indexOf(told) <= rank.indexOf(before))) return one;
  return {
    ...one,
    state: { kind: 'sent', as: told, channel: state.channel, at: state.at },
    // The report says what the call did not live to say.
    attempts: one.attempts.map((each) =>
      each === attempt && each.outcome !== 'accepted' ? { ...each, outcome: 'accepted' } : each,
    ),
    trail: [...one.trail, { at: now, what: told }],
  };
}
