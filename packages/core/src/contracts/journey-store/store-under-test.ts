// What the cases of the store contract work on: a store with a look at its ledger, and made-up changes. In: a patient,
// what the case speaks about. Out: a change. Everything happens on 2 March 2026.
import { emptyDocument, type JourneyDocument } from '../../engine/document.js';
import type { Escalation } from '../../escalation/escalation.js';
import type { JourneyFact } from '../../journey/fact.js';
import { foldFacts } from '../../journey/fold-facts.js';
import type { StoredStep } from '../../plan/step.js';
import type { Claim, JourneyChange, JourneyStore, StoredJourney } from '../../ports/journey-store.js';
import { LocationId, PatientId } from '../../shared/ids.js';
import { patient } from '../../testing/facts.js';
import { equal, holds } from '../assert.js';

/** A store, and the ledger no verb of the engine reads. */
export interface StoreUnderTest extends JourneyStore {
  /** The facts of every change applied to a journey, in the order in which they came. */
  facts(practiceId: string, patientId: string): Promise<readonly JourneyFact[]>;
}

export const harbor = 'harbor';
export const mesa = 'mesa';

/** An instant of the day: `at('15:00:00')`. */
export const at = (time: string) => `2026-03-02T${time}Z`;

export interface Told {
  readonly practiceId?: string;
  /** When something is due; nothing ever is, unless told. */
  readonly dueAt?: string;
  /** In addition to the patient. */
  readonly facts?: readonly JourneyFact[];
  readonly escalation?: Escalation['state'];
  readonly notified?: readonly string[];
  /** Where a text went, at nine. */
  readonly textedTo?: string;
}

/** A change of a patient's journey, computed from the revision. */
export function change(patientId: string, expectedRevision: number, told: Told = {}): JourneyChange {
  const facts = [patient({ patientId, revision: expectedRevision, givenName: 'Zoë' }), ...(told.facts ?? [])];
  return { patientId, expectedRevision, facts, document: documentOf(patientId, facts, told) };
}

function documentOf(patientId: string, facts: readonly JourneyFact[], told: Told): JourneyDocument {
  const { journey } = emptyDocument(told.practiceId ?? harbor, patientId);
  return {
    journey: foldFacts(journey, facts),
    steps: [
      ...(told.dueAt === undefined ? [] : [stepDue(told.dueAt)]),
      ...(told.textedTo === undefined ? [] : [stepSent(told.textedTo)]),
    ],
    escalations: told.escalation === undefined ? [] : [escalationOf(patientId, told.escalation)],
    notified: told.notified ?? [],
  };
}

const lineOf = (stepId: string) => ({
  key: `placement-19/${stepId}`,
  stepId,
  event: {
    key: 'placement-19',
    caseId: 'case-19',
    milestone: 'placement' as const,
    on: '2026-03-02',
    teeth: ['19'],
    arch: null,
    locationId: null,
    traits: [],
    factIds: ['row-1'],
  },
  because: { rule: stepId, why: 'made up', factIds: ['row-1'] },
});
const rest = { trail: [], protocol: { id: 'made-up', version: 1 } };

function stepDue(dueAt: string): StoredStep {
  const item = { reason: 'early-escalation' as const, tier: 'R' as const, dropAfterHours: null, about: [] };
  return {
    step: { kind: 'staff', ...lineOf('call'), ...item, dueAt },
    state: { kind: 'planned' },
    attempts: [],
    ...rest,
  };
}

function stepSent(to: string): StoredStep {
  const sentAt = at('09:00:00');
  return {
    step: {
      kind: 'message',
      ...lineOf('day-0'),
      purpose: 'education',
      messageClass: 'care',
      template: 'day-0',
      instrument: null,
      channels: ['sms'],
      late: { sendWithinHours: 24, variant: null, otherwise: 'drop', why: 'made up', source: 'made up' },
      dueAt: sentAt,
      saysNotBooked: false,
      isAnswer: false,
      values: {},
      mergedInto: null,
      cappedFrom: null,
    },
    state: { kind: 'sent', as: 'accepted', channel: 'sms', at: sentAt },
    attempts: [
      {
        id: 'attempt-1',
        channel: 'sms',
        to,
        at: sentAt,
        words: 'en 1',
        outcome: 'accepted',
        providerId: 'provider-1',
        reason: null,
        lookups: 0,
      },
    ],
    ...rest,
  };
}

function escalationOf(patientId: string, state: Escalation['state']): Escalation {
  const isClosed = state === 'closed';
  return {
    id: 'escalation-1',
    patientId: PatientId.parse(patientId),
    caseIds: [],
    locationId: LocationId.parse('chicago'),
    reason: 'low-score',
    tier: 'S',
    openedAt: at('09:00:00'),
    because: [],
    stepKey: null,
    alert: { at: at('09:00:00'), recipients: ['ana'], onCall: false },
    respondBy: at('13:00:00'),
    climbDueAt: at('10:00:00'),
    nextClimbAt: isClosed ? null : at('10:00:00'),
    climbs: [],
    actions: [],
    owner: state === 'open' ? null : 'ana',
    state,
    closed: isClosed ? { by: 'ana', at: at('09:30:00'), outcome: 'reached' } : null,
  };
}

/** Applies changes none of which may conflict. */
export async function applyAll(store: StoreUnderTest, changes: readonly JourneyChange[], practiceId = harbor) {
  const results = await store.apply(practiceId, changes);
  equal(
    results.map(({ kind }) => kind),
    changes.map(() => 'applied'),
    'what became of changes computed from the stored revisions',
  );
}

export async function loadOne(store: StoreUnderTest, patientId: string, practiceId = harbor): Promise<StoredJourney> {
  const [stored, ...others] = await store.load(practiceId, [patientId]);
  holds(stored !== undefined && others.length === 0, 'load gives one journey for each id');
  return stored;
}

/** Claims for half a minute. */
export function claim(store: StoreUnderTest, time: string, limit = 10): Promise<readonly Claim[]> {
  return store.claimDue({ now: at(time), limit, leaseMs: 30_000 });
}

export const patientsOf = (claims: readonly Claim[]) => claims.map(({ patientId }) => patientId);
