// F5: webhooks come one to five times, shuffled, days late. Everything must end as if each had come once and in order, and
// nothing more goes out. On the store in memory: this is about what events mean, not about where they are kept.
//
// What a reply means is judged by what is known when it comes, and kept with it: whether a visit is near, what was answered
// since. So a patient here writes, answers on a page, or books, but not two of these.
import { isDeepStrictEqual } from 'node:util';
import {
  createImplantJourneys,
  type Inbound,
  type JourneyDocument,
  type JourneyFact,
  standardProtocol,
} from '@implant-journey/core';
import { fixedClock, procedure, recordedChannel, recordedNotifier } from '@implant-journey/core/testing';
import { createMemoryStore } from '@implant-journey/store-memory';
import { type Drill, nothingLost } from './drill.js';
import { bookingOf, chartOf, madeUpPractice, patientIdOf, phoneOf, placedAt, practiceId } from './made-up.js';
import { progress } from './play.js';
import { drawFor, seeded, shuffled } from './seeded.js';

const sizes = { full: 10_000, short: 300 };
/** Instants at which something is due in the first eight days. */
const roundsAt = ['2026-01-13T00:20:00Z', '2026-01-13T16:30:00Z', '2026-01-15T17:30:00Z', '2026-01-19T17:30:00Z'];
/** When the webhooks come at last. */
const lateAt = '2026-01-22T18:00:00Z';
const laterAt = ['2026-01-22T18:30:00Z', '2026-01-27T18:00:00Z', '2026-02-11T18:00:00Z', '2026-03-02T18:00:00Z'];

type Event = { readonly about: string } & ({ readonly inbound: Inbound } | { readonly fact: JourneyFact });

/** A host of its own in memory, with attempts that have the same ids in every one. */
function playHost() {
  const store = createMemoryStore();
  const clock = fixedClock(placedAt);
  const sms = recordedChannel('sms');
  let attempts = 0;
  const journeys = createImplantJourneys({
    store,
    clock,
    practices: [{ practice: madeUpPractice, protocol: standardProtocol }],
    channels: [sms],
    content: {
      render: ({ templates }) => ({ subject: null, body: templates.join(' + '), language: 'en', version: 'en 1' }),
    },
    notifier: recordedNotifier(),
    newId: () => {
      attempts += 1;
      return `attempt-${attempts}`;
    },
  });
  const workAt = async (instant: string) => {
    clock.set(instant);
    while ((await journeys.dispatchDue()).journeys > 0);
  };
  return { store, clock, sms, journeys, workAt };
}
type PlayHost = ReturnType<typeof playHost>;

async function eightDays(host: PlayHost, patients: number): Promise<void> {
  host.clock.set(placedAt);
  for (let number = 0; number < patients; number += 1) await host.journeys.record(practiceId, chartOf(number));
  for (const instant of roundsAt) await host.workAt(instant);
}

/** What happened in those days, in order: what providers report, and what patients do. */
async function eventsOf({ store }: PlayHost, patients: number, seed: number): Promise<readonly Event[]> {
  const events: Event[] = [];
  for (let number = 0; number < patients; number += 1) {
    const patientId = patientIdOf(number);
    const [journey] = await store.load(practiceId, [patientId]);
    const sent = journey?.document.steps.filter(({ attempts }) => attempts.length > 0) ?? [];
    for (const { attempts } of sent)
      for (const { id: attemptId, at } of attempts) {
        const fails = drawFor(seed, `fails ${attemptId}`) < 0.05;
        for (const state of ['sent', fails ? 'failed' : 'delivered'] as const)
          events.push({ about: patientId, inbound: { kind: 'delivery', patientId, attemptId, state, at } });
      }
    const check = sent.find(({ step }) => step.kind === 'check');
    const does = drawFor(seed, `does ${patientId}`);
    const id = `event-${number}`;
    const at = '2026-01-15T20:00:00Z';
    if (does < 0.3)
      events.push({
        about: patientId,
        inbound: { kind: 'reply', id, channel: 'sms', from: phoneOf(number), at, text: textFor(does) },
      });
    else if (does < 0.6 && check !== undefined)
      events.push({
        about: patientId,
        inbound: {
          kind: 'check-answer',
          id,
          patientId,
          checkId: check.step.key,
          at,
          answers: { comfort: does < 0.4 ? 1 : 5 },
        },
      });
    else if (does < 0.9) events.push({ about: patientId, fact: bookingOf(number, at, '2026-05-12T15:00:00Z') });
    // The price is edited. (What staff were told of a treatment that was gone from the chart for a while stays told.)
    for (const revision of [2, 3])
      events.push({
        about: patientId,
        fact: procedure({
          patientId,
          id: `implant-${number}`,
          revision,
          feeCents: revision * 100_000,
          teeth: ['19'],
          serviceOn: '2026-01-12',
        }),
      });
  }
  return events;
}

const textFor = (does: number) =>
  does < 0.05 ? 'STOP' : does < 0.1 ? 'I can not breathe' : does < 0.2 ? '2' : 'Thanks!';

async function deliver({ journeys }: PlayHost, event: Event): Promise<void> {
  if ('fact' in event) await journeys.record(practiceId, [event.fact]);
  else await journeys.receive(practiceId, event.inbound);
}

/** All that counts of a journey; its diary tells in which order things came. */
function stateOf({ journey, steps, escalations }: JourneyDocument) {
  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
  return {
    journey,
    steps: steps
      .map(({ step, state, attempts }) => ({ key: step.key, dueAt: step.dueAt, state, attempts }))
      .sort(byKey),
    escalations: escalations.map(({ id, reason, tier, state }) => ({ key: id, reason, tier, state })).sort(byKey),
  };
}

export const shuffledWebhooks: Drill = {
  id: 'F5',
  name: 'webhooks repeated, shuffled, days late',
  async run(size, seed) {
    const draw = seeded(seed);
    const [inOrder, disordered] = [playHost(), playHost()];
    // A patient has about nine.
    const patients = Math.ceil(sizes[size] / 9);
    for (const host of [inOrder, disordered]) await eightDays(host, patients);
    const events = await eventsOf(inOrder, patients, seed);
    for (const host of [inOrder, disordered]) host.clock.set(lateAt);
    for (const event of events) await deliver(inOrder, event);
    const deliveries = shuffled(
      draw,
      events.flatMap((event) => Array.from({ length: 1 + Math.floor(draw() * 5) }, () => event)),
    );
    const tell = progress('F5', deliveries.length, 'deliveries');
    for (const [index, event] of deliveries.entries()) {
      await deliver(disordered, event);
      tell(index);
    }
    const differing: string[] = [];
    for (const instant of [lateAt, ...laterAt]) {
      for (const host of [inOrder, disordered]) await host.workAt(instant);
      for (let number = 0; number < patients; number += 1) {
        const patientId = patientIdOf(number);
        const [one, other] = await Promise.all(
          [inOrder, disordered].map(async ({ store }) => (await store.load(practiceId, [patientId]))[0]?.document),
        );
        if (one === undefined || other === undefined || !isDeepStrictEqual(bare(one), bare(other)))
          differing.push(`${patientId} at ${instant}`);
      }
    }
    const sendsOf = ({ sms }: PlayHost) => sms.sent.map(({ to, body }) => `${to} ${body}`).sort();
    const extra = sendsOf(disordered).length - sendsOf(inOrder).length;
    const isSame = isDeepStrictEqual(sendsOf(disordered), sendsOf(inOrder));
    return {
      ...nothingLost,
      tries: events.length,
      stepsLost: differing.length,
      doubled: isSame ? 0 : Math.max(1, extra),
      notes: [
        `${deliveries.length} deliveries of ${events.length} events of ${patients} patients; ${sendsOf(inOrder).length} messages sent`,
        ...differing.slice(0, 5),
      ],
    };
  },
};

/** Attempts are numbered as they come: the number says nothing. */
function bare(document: JourneyDocument) {
  return JSON.parse(JSON.stringify(stateOf(document)).replaceAll(/attempt-\d+/g, 'an attempt'));
}
