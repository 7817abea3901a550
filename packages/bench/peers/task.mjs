// What every contender is given: cases, their 45 messages, when those are due. In: the number of a case. Out: ids, due
// times, payloads. Rule owned: all peers store and send the same; the product's own plan has as many messages.
import { readFileSync } from 'node:fs';

const messagesPerCase = 45;
/** The last of them hang on another fact than the rest: the one that a record moves. */
export const movedByRecord = 5;
export const factsPerCase = 60;
const dayMs = 86_400_000;
/** Far ahead: nothing of the backlog is due while the bench runs. */
const backlogDay = Math.floor(Date.now() / dayMs) + 400;

export const caseId = (number) => `case-${number}`;
export const keyOf = (number, step) => `${caseId(number)}/step-${step}`;
/** Ids that a peer wants as UUIDs. */
export const uuidOf = (number, step) =>
  `00000000-0000-4000-8000-${(number * 64 + step).toString(16).padStart(12, '0')}`;

/** 10:00 in Chicago in winter, every fourth day. */
export const dueMs = (step, shiftDays = 0) => (backlogDay + 1 + 4 * step + shiftDays) * dayMs + 16 * 3_600_000;
export const steps = Array.from({ length: messagesPerCase }, (_none, step) => step);
const movedSteps = steps.slice(-movedByRecord);

/** What a sender needs, as an application would store it; about 300 bytes. */
export const payloadOf = (number, step) => ({
  caseId: caseId(number),
  stepId: `step-${step}`,
  template: 'window-opens',
  channel: 'sms',
  to: `+1312${String(1_000_000 + (number % 9_000_000))}`,
  language: 'en',
  locationId: 'chicago',
  givenName: 'Robin',
  practice: 'Harbor Street Dental',
  phone: '+13125550100',
  bookingUrl: 'https://book.example.test/harbor',
  lateAfterHours: 120,
});

/** One of the sixty facts of a case; the first two say when its events took place. */
export const factOf = (number, index, revision, shiftDays) => ({
  id: `fact-${index}`,
  kind: index < 2 ? 'procedure' : 'note',
  revision,
  recordedAt: '2026-01-12T21:40:00Z',
  patientId: caseId(number),
  locationId: 'chicago',
  practitionerId: 'dr-rivera',
  status: 'completed',
  code: 'D6010',
  teeth: [index === 0 ? '19' : '3'],
  shiftDays,
});

/** Due times an operation must leave, in order. */
const wantedMs = {
  plan: () => steps.map((step) => dueMs(step)),
  replan: ({ shiftDays }) => steps.map((step) => dueMs(step, shiftDays)),
  book: () => [],
  record: ({ shiftDays }) =>
    steps.map((step) => dueMs(step, movedSteps.includes(step) ? shiftDays : 0)).sort((a, b) => a - b),
};

/** How what is pending differs from what an operation must leave; null when it does not. Queues round to their second. */
export function differs(foundMs, operation, turn) {
  const wanted = wantedMs[operation](turn);
  if (foundMs.length !== wanted.length) return `${foundMs.length} pending instead of ${wanted.length}`;
  const at = wanted.findIndex((ms, index) => Math.abs(ms - foundMs[index]) > 1000);
  return at === -1 ? null : `message ${at} is off by ${(foundMs[at] - wanted[at]) / dayMs} days`;
}

/** The version of an installed package. */
export function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
}
