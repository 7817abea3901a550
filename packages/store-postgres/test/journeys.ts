// Made-up journeys for the tests of this store: a patient with a name, a number and a note that must never be seen in a
// table, and something due.
import {
  type Escalation,
  emptyDocument,
  foldFacts,
  type JourneyChange,
  type JourneyFact,
  type StoredStep,
} from '@implant-journey/core';
import { contactPoint, patient, reply } from '@implant-journey/core/testing';

export const harbor = 'harbor';
export const mesa = 'mesa';
export const dueAt = '2026-03-02T09:00:00Z';

/** What nobody may find in the database. */
export const secrets = {
  givenName: 'Robinetta',
  familyName: 'Quillfeather',
  phone: '(312) 555-0142',
  digits: '3125550142',
  mail: 'robinetta@quillfeather.test',
  words: 'my jaw has been swelling since Tuesday',
} as const;

export function factsAbout(patientId: string): readonly JourneyFact[] {
  const { givenName, familyName, phone, mail, words } = secrets;
  return [
    patient({ patientId, givenName, familyName }),
    contactPoint({ patientId, id: 'mobile', value: phone }),
    contactPoint({ patientId, id: 'mail', use: 'email', value: mail }),
    reply({ patientId, text: words }),
  ];
}

function stepDue(due: string, key = 'placement-19/call'): StoredStep {
  const evidence = { milestone: 'placement' as const, on: due.slice(0, 10), teeth: ['19'], arch: null, factIds: [] };
  return {
    step: {
      kind: 'staff',
      key,
      stepId: 'call',
      event: { ...evidence, key: 'placement-19', caseId: 'case-19', locationId: null, traits: [] },
      dueAt: due,
      reason: 'early-escalation',
      tier: 'R',
      dropAfterHours: null,
      about: [],
      because: { rule: 'call', why: 'made up', factIds: [] },
    },
    state: { kind: 'planned' },
    attempts: [],
    trail: [{ at: dueAt, what: 'planned: made up' }],
    protocol: { id: 'made-up', version: 1 },
  };
}

/** The first change of a journey, with one step due. */
export function journeyDue(practiceId: string, patientId: string, due: string): JourneyChange {
  const facts = factsAbout(patientId);
  const empty = emptyDocument(practiceId, patientId);
  const document = { ...empty, journey: foldFacts(empty.journey, facts), steps: [stepDue(due)] };
  return { patientId, expectedRevision: 0, document, facts };
}

/** The first change of a journey, with an alert to staff due. */
export function journeyAlerting(practiceId: string, patientId: string, at: string): JourneyChange {
  const change = journeyDue(practiceId, patientId, '9999-01-01T00:00:00Z');
  const escalation: Escalation = {
    id: 'escalation-1',
    patientId: change.document.journey.patientId,
    caseIds: [],
    locationId: 'chicago' as Escalation['locationId'],
    reason: 'low-score',
    tier: 'S',
    openedAt: at,
    because: [],
    stepKey: null,
    alert: { at, recipients: ['ana'], onCall: false },
    respondBy: '9999-01-01T00:00:00Z',
    climbDueAt: '9999-01-01T00:00:00Z',
    nextClimbAt: '9999-01-01T00:00:00Z',
    climbs: [],
    actions: [],
    owner: null,
    state: 'open',
    closed: null,
  };
  return { ...change, document: { ...change.document, escalations: [escalation] } };
}
