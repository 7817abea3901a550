// The case every contender plans, in the product's own words: two implants of one patient, 40 messages after the one, 5
// after the other, each every fourth day. In: a number, a round. Out: facts, the protocol, when messages are due. Rule
// owned: as many messages as peers store, and every guarantee on; only what a peer has no word for is switched off.
import {
  defineProtocol,
  type FactInput,
  type JourneyFact,
  type Practice,
  type Protocol,
  type ProtocolInput,
  parseFact,
  parsePractice,
  standardProtocol,
} from '@implant-journey/core';

const lowerMessages = 40;
const upperMessages = 5;
export const messagesPerCase = lowerMessages + upperMessages;
const factsPerCase = 60;
const dayMs = 86_400_000;

/** The words are those of an invitation, so that a booked visit ends them all. */
const line = (id: string, trait: 'lower-jaw' | 'upper-jaw', afterDays: number): ProtocolInput['cadence'][number] => ({
  id,
  kind: 'message',
  purpose: 'scheduling',
  after: ['placement'],
  onlyIf: [trait],
  afterDays,
  at: '10:00',
  unlessBooked: true,
  template: 'window-opens',
  channels: ['sms', 'portal', 'email'],
  late: { sendWithinHours: 72, otherwise: 'drop', why: 'the bench', source: 'the bench' },
  why: 'the bench needs a message here',
  source: 'the bench',
});

export const protocol: Protocol = defineProtocol({
  ...standardProtocol,
  id: 'bench',
  name: 'Forty-five messages',
  cadence: [
    ...Array.from({ length: lowerMessages }, (_none, index) => line(`lower-${index}`, 'lower-jaw', 1 + 4 * index)),
    ...Array.from({ length: upperMessages }, (_none, index) => line(`upper-${index}`, 'upper-jaw', 3 + 4 * index)),
  ],
  reactivation: { ...standardProtocol.reactivation, enabled: false },
  earlyEscalation: { ...standardProtocol.earlyEscalation, enabled: false },
  // So that none moves another: peers have no such rule.
  caps: { ...standardProtocol.caps, perDay: 2, perSevenDays: 14 },
} as ProtocolInput);

const weekday = { open: '08:00', close: '17:00' };
export const practices: readonly Practice[] = Array.from({ length: 4 }, (_none, index) =>
  parsePractice({
    id: `practice-${index}`,
    name: 'Harbor Street Dental',
    liveFromOn: '2020-01-01',
    locations: [
      {
        id: 'chicago',
        name: 'Harbor Street Dental',
        zone: 'America/Chicago',
        phone: '(312) 555-0100',
        hours: { monday: weekday, tuesday: weekday, wednesday: weekday, thursday: weekday, friday: weekday },
        team: ['ana', 'ben'],
        onCall: ['dr-cole'],
        bookingUrl: 'https://book.example.test/harbor',
      },
    ],
  }),
);

export const practiceOf = (number: number): string => (practices[number % practices.length] as Practice).id;
export const patientOf = (number: number): string => `case-${number}`;
export const phoneOf = (number: number): string => `312${String(1_000_000 + number)}`;

const stampOf = (number: number, revision = 1) => ({
  revision,
  recordedAt: '2026-01-12T21:40:00Z',
  patientId: patientOf(number),
});

/** A day of an event, moved by some days. */
export function onDay(eventOn: string, shiftDays: number): string {
  return new Date(Date.parse(eventOn) + shiftDays * dayMs).toISOString().slice(0, 10);
}

export function surgery(number: number, tooth: '19' | '3', serviceOn: string, revision = 1): FactInput {
  return {
    kind: 'procedure',
    id: `implant-${tooth}`,
    ...stampOf(number, revision),
    status: 'completed',
    code: 'D6010',
    rawCode: 'D6010',
    teeth: [tooth],
    serviceOn,
    locationId: 'chicago',
    practitionerId: 'dr-rivera',
  };
}

/** A new patient: person, number, consent, two implants. */
export function newCase(number: number, eventOn: string): readonly JourneyFact[] {
  const stamp = stampOf(number);
  const facts: FactInput[] = [
    {
      kind: 'patient',
      id: patientOf(number),
      ...stamp,
      givenName: 'Robin',
      status: 'active',
      locationId: 'chicago',
      language: 'en',
    },
    { kind: 'contact-point', id: 'mobile', ...stamp, use: 'mobile', value: phoneOf(number) },
    {
      kind: 'consent',
      id: 'form-sms',
      ...stamp,
      decision: 'granted',
      channel: 'sms',
      messageClass: 'care',
      decidedAt: '2020-01-01T15:00:00Z',
      evidence: 'intake form',
    },
    surgery(number, '19', eventOn),
    surgery(number, '3', eventOn),
  ];
  return facts.map(journeyFact);
}

/** The rest of a chart of sixty facts: visits kept long ago. */
export function chartRows(number: number): readonly JourneyFact[] {
  return Array.from({ length: factsPerCase - 5 }, (_none, index) =>
    journeyFact({
      kind: 'appointment',
      id: `visit-${index}`,
      ...stampOf(number),
      status: 'completed',
      startsAt: `${onDay('2019-01-07', 7 * index)}T15:00:00Z`,
      zone: 'America/Chicago',
      locationId: 'chicago',
    }),
  );
}

/** A visit that books what the messages invite to, for both implants. */
export function booking(number: number, eventOn: string): readonly JourneyFact[] {
  return [
    journeyFact({
      kind: 'appointment',
      id: 'booked',
      ...stampOf(number),
      status: 'scheduled',
      startsAt: `${onDay(eventOn, 170)}T15:00:00Z`,
      zone: 'America/Chicago',
      locationId: 'chicago',
      work: [
        { code: 'D6057', teeth: ['19'] },
        { code: 'D6057', teeth: ['3'] },
      ],
    }),
  ];
}

export function journeyFact(input: FactInput): JourneyFact {
  return parseFact(input) as JourneyFact;
}
