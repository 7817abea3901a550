// The made-up patient of every scenario, and the made-up practice. In: what a story says happened. Out: snapshots as a
// chart reports them.
import type { FactInput } from '../journey/fact.js';
import { type Practice, parsePractice } from '../practice/practice.js';

const weekday = { open: '08:00', close: '17:00' };

/** The practice the scenarios play in. */
export const simulatedPractice: Practice = parsePractice({
  id: 'harbor',
  name: 'Harbor Street Dental',
  liveFromOn: '2026-01-01',
  locations: [
    {
      id: 'chicago',
      name: 'Harbor Street Dental',
      zone: 'America/Chicago',
      phone: '(312) 555-0100',
      afterHoursPhone: '(312) 555-0199',
      hours: { monday: weekday, tuesday: weekday, wednesday: weekday, thursday: weekday, friday: weekday },
      team: ['coordinator-ana', 'coordinator-bo'],
      onCall: ['dr-on-call', 'dr-second'],
      bookingUrl: 'https://book.example.test/harbor',
    },
  ],
});

export const simulatedPatientId = 'made-up-1';
export const stamp = { recordedAt: '2026-01-01T00:00:00Z', patientId: simulatedPatientId };

export const person: FactInput[] = [
  {
    kind: 'patient',
    id: simulatedPatientId,
    revision: 1,
    ...stamp,
    givenName: 'Robin',
    status: 'active',
    locationId: 'chicago',
    language: 'en',
  },
  { kind: 'contact-point', id: 'mobile', revision: 1, ...stamp, use: 'mobile', value: '(312) 555-0142' },
  { kind: 'contact-point', id: 'email', revision: 1, ...stamp, use: 'email', value: 'robin@example.test' },
  {
    kind: 'consent',
    id: 'form-sms',
    revision: 1,
    ...stamp,
    decision: 'granted',
    channel: 'sms',
    messageClass: 'care',
    decidedAt: '2026-01-01T15:00:00Z',
    evidence: 'intake form 2026-01',
  },
];

/** The patient was warned that texts are not secure, and prefers them: messages may name the treatment. */
export const openWords: FactInput = {
  kind: 'preference',
  id: 'form-texts',
  revision: 1,
  ...stamp,
  unsecuredAcknowledgedAt: '2026-01-01T15:00:00Z',
};

type Row = Partial<Extract<FactInput, { kind: 'procedure' }>>;
export const row = (id: string, code: string, teeth: string[], on: string | null, more: Row = {}): FactInput => ({
  kind: 'procedure',
  id,
  revision: 1,
  ...stamp,
  status: on === null ? 'planned' : 'completed',
  code,
  rawCode: code,
  teeth,
  serviceOn: on,
  locationId: 'chicago',
  practitionerId: 'dr-rivera',
  ...more,
});

type Visit = Partial<Extract<FactInput, { kind: 'appointment' }>>;
export const visit = (id: string, startsAt: string, code: string, teeth: string[], more: Visit = {}): FactInput => ({
  kind: 'appointment',
  id,
  revision: 1,
  ...stamp,
  status: 'scheduled',
  startsAt,
  zone: 'America/Chicago',
  locationId: 'chicago',
  work: [{ code, teeth }],
  ...more,
});

export const chart = (at: string, words: string, ...facts: FactInput[]) => ({
  kind: 'chart' as const,
  at,
  words,
  facts,
});
