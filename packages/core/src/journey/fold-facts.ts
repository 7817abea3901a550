// Facts in, journey out. Rule owned: the greatest snapshot of each entity wins, whatever the order, repetition
// or batching of the facts, so the fold is commutative, associative and idempotent.
import { byId, compareText } from '../shared/compare.js';
import { JourneyError } from '../shared/error.js';
import { addTo } from '../shared/group.js';
import { opaque } from '../shared/opaque.js';
import { same } from '../shared/same.js';
import type { ConsentFact, DeliveryFact, Fact, JourneyFact, PatientFact, ReferenceFact } from './fact.js';
import type { Directory, Journey } from './journey.js';

/** The field of a journey that holds each kind of fact. */
const fieldOf = {
  patient: 'patient',
  'contact-point': 'contactPoint',
  consent: 'consent',
  preference: 'preference',
  procedure: 'procedure',
  appointment: 'appointment',
  'plan-item': 'planItem',
  hold: 'hold',
  'milestone-report': 'milestoneReport',
  delivery: 'delivery',
  reply: 'reply',
  'check-answer': 'checkAnswer',
  'escalation-action': 'escalationAction',
  'outreach-outcome': 'outreachOutcome',
  enrolment: 'enrolment',
} as const satisfies Record<JourneyFact['kind'], keyof Journey>;

/**
 * Folds facts of one patient into a journey. The same facts in any order, repeated, in any batches, give the
 * identical journey. A fact that changes nothing leaves the very same object.
 * @throws {JourneyError} `fact/other-patient` when a fact names another patient.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { emptyJourney, foldFacts } from '@implant-journey/core';
 * import { procedure } from '@implant-journey/core/testing';
 * const planned = procedure({ id: '48213', revision: 1, status: 'planned', code: 'D6010', teeth: ['19'] });
 * const placed = procedure({ id: '48213', revision: 2, status: 'completed', code: 'D6010', teeth: ['19'], serviceOn: '2026-10-06' });
 * const start = emptyJourney('harbor', placed.patientId);
 * assert.deepEqual(foldFacts(start, [placed, planned, placed]), foldFacts(start, [planned, placed]));
 * ```
 */
export function foldFacts(journey: Journey, facts: readonly JourneyFact[]): Journey {
  return foldNews(journey, facts).state;
}

/** The same, with those of the facts that were news when their turn came: what a ledger keeps of a batch with repeats. */
export function foldNews(
  journey: Journey,
  facts: readonly JourneyFact[],
): { readonly state: Journey; readonly news: readonly JourneyFact[] } {
  for (const fact of facts) {
    if (fact.patientId !== journey.patientId) {
      throw new JourneyError(
        'fact/other-patient',
        'A fact names another patient than its journey; group the facts by patientId before folding.',
        {
          subject: { factId: fact.id, kind: fact.kind },
        },
      );
    }
  }
  return keepGreatest(journey, facts, (fact) => fieldOf[fact.kind]);
}

/** Whether a journey knows of an event already, whatever was told of it; the states of a delivery are events of their own. */
export function holds(journey: Journey, fact: JourneyFact): boolean {
  return (journey[fieldOf[fact.kind]] as readonly JourneyFact[]).some(
    (one) => one.id === fact.id && (one.kind !== 'delivery' || fact.kind !== 'delivery' || one.state === fact.state),
  );
}

/** Other answers under an id that was used are answers all the same, perhaps worse ones: they get an id of their own. */
export function answeredAnew(journey: Journey, fact: JourneyFact): JourneyFact {
  const told = fact.kind === 'check-answer' ? journey.checkAnswer.find(({ id }) => id === fact.id) : undefined;
  if (fact.kind !== 'check-answer' || told === undefined || same(told.answers, fact.answers)) return fact;
  return { ...fact, id: `${fact.id}+${opaque(JSON.stringify(fact.answers))}` as typeof fact.id };
}

/** Folds facts about practitioners and locations, by the same rule. */
export function foldDirectory(directory: Directory, facts: readonly ReferenceFact[]): Directory {
  return keepGreatest(directory, facts, (fact) => fact.kind).state;
}

/** Parts a batch into the facts of each patient and those of the practice. */
export function groupByPatient(facts: readonly Fact[]): {
  readonly patients: ReadonlyMap<string, readonly JourneyFact[]>;
  readonly practice: readonly ReferenceFact[];
} {
  const patients = new Map<string, JourneyFact[]>();
  const practice: ReferenceFact[] = [];
  for (const fact of facts) {
    if (fact.kind === 'practitioner' || fact.kind === 'location') {
      practice.push(fact);
      continue;
    }
    addTo(patients, fact.patientId, fact);
  }
  return { patients, practice };
}

/** Whether two snapshots say the same, so that a newer one is no news: an edit of a column nobody uses. */
export function sameContent(a: Fact, b: Fact): boolean {
  return contentOf(a) === contentOf(b);
}

function keepGreatest<State extends object, F extends Fact>(
  state: State,
  facts: readonly F[],
  fieldFor: (fact: F) => keyof State,
): { readonly state: State; readonly news: readonly F[] } {
  const greatest = new Map<keyof State, Map<string, F>>();
  const news: F[] = [];
  for (const fact of facts) {
    const field = fieldFor(fact);
    let known = greatest.get(field);
    if (known === undefined) {
      known = new Map((state[field] as readonly F[]).map((one) => [one.id, one]));
      greatest.set(field, known);
    }
    const before = known.get(fact.id);
    if (fact === before || (before !== undefined && compareSnapshots(fact, before) <= 0)) continue;
    known.set(fact.id, fact);
    news.push(fact);
  }
  if (news.length === 0) return { state, news };
  const fields = [...greatest].map(([field, known]) => [field, [...known.values()].sort(byId)]);
  return { state: { ...state, ...Object.fromEntries(fields) }, news };
}

/** Total order of the snapshots of one entity: delivery rank, revision, caution, then content and arrival. */
function compareSnapshots(a: Fact, b: Fact): number {
  return (
    deliveryRank(a) - deliveryRank(b) ||
    a.revision - b.revision ||
    caution(a) - caution(b) ||
    compareText(contentOf(a), contentOf(b)) ||
    // The first arrival of the same snapshot stays, so that a repeat changes nothing.
    compareText(b.recordedAt, a.recordedAt)
  );
}

function deliveryRank(fact: Fact): number {
  return fact.kind === 'delivery' ? deliveryOrder.indexOf(fact.state) : 0;
}

const deliveryOrder: readonly DeliveryFact['state'][] = ['accepted', 'sent', 'delivered', 'read', 'failed'];

/** Of two snapshots with one revision the one that sends less wins: a stop, a death, a deletion. */
function caution(fact: Fact): number {
  if (fact.kind === 'consent') return cautionOfConsent[fact.decision];
  if (fact.kind === 'patient') return fact.status === stopping ? 1 : 0;
  return fact.deleted ? 1 : 0;
}

const cautionOfConsent: Record<ConsentFact['decision'], number> = { granted: 0, revoked: 1 };
const stopping: PatientFact['status'] = 'deceased';

function contentOf({ revision: _revision, recordedAt: _recordedAt, ...content }: Fact): string {
  return JSON.stringify(content, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)))
      : value,
  );
}
