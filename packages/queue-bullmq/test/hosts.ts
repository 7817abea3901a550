// Hosts with a carrier each, as processes would have them, on one store and one Redis. Time runs at the speed of the wall,
// from an instant the test names.
import { createImplantJourneys, type JourneyFact, type JourneyStore, standardProtocol } from '@implant-journey/core';
import {
  consent,
  contactPoint,
  patient,
  practice,
  procedure,
  recordedChannel,
  recordedNotifier,
} from '@implant-journey/core/testing';
import { createMemoryStore } from '@implant-journey/store-memory';
import { type BullmqCarrierOptions, type CarrierEvent, createBullmqCarrier } from '../src/index.js';

export const phoneOf = (patientId: string) => `312555${patientId.padStart(4, '0')}`;

/** A patient with an implant of 2026-01-12 at harbor in Chicago: the first text is due that day at 17:00, 23:00 UTC. */
export const chartOf = (patientId: string): readonly JourneyFact[] => [
  patient({ patientId }),
  contactPoint({ patientId, value: phoneOf(patientId) }),
  consent({ patientId }),
  procedure({ patientId, id: `implant-${patientId}`, teeth: ['19'], serviceOn: '2026-01-12' }),
];

export const patientIds = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}`);

export function runningClock(from: string) {
  const startedMs = Date.now();
  return { now: () => new Date(Date.parse(from) + Date.now() - startedMs).toISOString() };
}

interface HostOptions extends Partial<BullmqCarrierOptions> {
  readonly port: number;
  readonly clock: ReturnType<typeof runningClock>;
  readonly store?: JourneyStore;
}

let ids = 0;

export function hostOn({ port, clock, store = createMemoryStore(), ...options }: HostOptions) {
  const events: CarrierEvent[] = [];
  const carrier = createBullmqCarrier({
    connection: { host: '127.0.0.1', port, retryStrategy: () => 50 },
    clock,
    onEvent: (event) => events.push(event),
    ...options,
  });
  const [sms, notifier] = [recordedChannel('sms'), recordedNotifier()];
  const journeys = createImplantJourneys({
    store,
    clock,
    practices: [{ practice: practice(), protocol: standardProtocol }],
    channels: [sms],
    content: {
      render: ({ templates }) => ({ subject: null, body: templates.join(' + '), language: 'en', version: 'en 1' }),
    },
    notifier,
    newId: () => {
      ids += 1;
      return `attempt-${ids}`;
    },
    onStored: carrier.onStored,
  });
  return {
    journeys,
    carrier,
    sms,
    notifier,
    events,
    /** Who did the work that went out, one word for each round in which something did. */
    workedBy: () => events.flatMap((one) => (one.kind === 'dispatched' && one.sent + one.notices > 0 ? [one.by] : [])),
    kinds: () => events.map(({ kind }) => kind),
  };
}

/** To whom the hosts' provider was asked to send, in order of number. */
export const calledBy = (...hosts: readonly ReturnType<typeof hostOn>[]) =>
  hosts.flatMap(({ sms }) => sms.calls.map(({ to }) => to)).sort();

/** Makes every text take so long. */
export function slowDown({ sms }: ReturnType<typeof hostOn>, ms: number): void {
  const { send } = sms;
  sms.send = async (message) => {
    const result = await send(message);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return result;
  };
}

/** Holds every text after the first few, over all hosts, until it is told to go on; one that is held counts as not called. */
export function holdAfter(count: number, ...hosts: readonly ReturnType<typeof hostOn>[]): () => void {
  const { opened, open } = gate();
  let begun = 0;
  for (const { sms } of hosts) {
    const { send } = sms;
    sms.send = async (message) => {
      begun += 1;
      if (begun > count) await opened;
      return send(message);
    };
  }
  return open;
}

/** Holds what the provider answers until it is told to go on. */
export function holdAnswers({ sms }: ReturnType<typeof hostOn>): () => void {
  const { opened, open } = gate();
  const { send } = sms;
  sms.send = async (message) => {
    const result = await send(message);
    await opened;
    return result;
  };
  return open;
}

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
