// What drills have in common: waiting with an end, facts recorded as a careful caller does, the hour after the fault, the
// bill. Rule owned: no drill hangs.
import { setTimeout as sleep } from 'node:timers/promises';
import { JourneyError, type JourneyFact } from '@implant-journey/core';
import { check, type Found } from './check.js';
import type { Cost } from './drill.js';
import type { ClaimsLine, Host } from './host.js';
import { chartOf, patientIdOf, phoneOf, practiceId } from './made-up.js';
import { linesOf } from './provider.js';
import type { Stage } from './stage.js';

/** @throws {Error} When it takes longer. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = sleep(ms, null, { signal: done.signal }).then(() => {
    throw new Error(`${what}: not done after ${Math.round(ms / 1000)} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
    late.catch(() => undefined);
  }
}

export async function until(holds: () => boolean | Promise<boolean>, withinMs: number, what: string): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what}: not so after ${Math.round(withinMs / 1000)} s`);
    await sleep(50);
  }
}

/** Until nothing is due that a worker could still do: what is leased is due again within a lease, what waits on waits longer. */
export function untilQuiet({ here, clock, host }: Stage, withinMs: number): Promise<void> {
  const isQuiet = async () => {
    const next = await here.store.nextDueAt();
    return next === null || Date.parse(next) > Date.parse(clock.now()) + host.leaseMs;
  };
  return until(isQuiet, withinMs, 'what is due');
}

/** Tells how far a drill is, now and then. */
export function progress(id: string, all: number, what: string): (done: number) => void {
  let toldAt = Date.now();
  return (done) => {
    if (Date.now() - toldAt < 10_000) return;
    toldAt = Date.now();
    process.stderr.write(`${id}: ${done} of ${all} ${what}\n`);
  };
}

export interface Recorded {
  /** What the host was told is stored. */
  readonly facts: JourneyFact[];
  /** When it was told so of each patient. Milliseconds of real time. */
  readonly acknowledgedAt: Map<string, number>;
  /** Errors a caller got and that repeating did away with. */
  errors: number;
}

export const nothingRecorded = (): Recorded => ({ facts: [], acknowledgedAt: new Map(), errors: 0 });

/** Records until it is acknowledged, as a webhook that is delivered again does. @throws What no repeat does away with. */
export async function recordSurely(
  { journeys }: Host,
  facts: readonly JourneyFact[],
  recorded: Recorded,
): Promise<void> {
  for (;;) {
    try {
      await journeys.record(practiceId, facts);
      break;
    } catch (cause) {
      if (!(JourneyError.is(cause) && cause.retryable)) throw cause;
      recorded.errors += 1;
      await sleep(50);
    }
  }
  const at = Date.now();
  recorded.facts.push(...facts);
  for (const { patientId } of facts) recorded.acknowledgedAt.set(patientId, at);
}

/** Facts of patients at an even pace, ten at once, until all are recorded or somebody says it is enough. */
export async function recordPatients(
  stage: Stage,
  recorded: Recorded,
  { from = 0, patients, perSecond, isEnough = () => false }: PaceOptions,
): Promise<void> {
  const startedAt = Date.now();
  const step = 10;
  for (let number = from; number < from + patients && !isEnough(); number += step) {
    const numbers = Array.from({ length: Math.min(step, from + patients - number) }, (_, index) => number + index);
    await sleep(Math.max(0, startedAt + ((number - from) / perSecond) * 1000 - Date.now()));
    const facts = numbers.flatMap((one) => chartOf(one));
    await recordSurely(stage.here, facts, recorded);
    const cries = numbers.filter(isCrying);
    for (const one of cries) await cry(stage, one, recorded);
  }
}

interface PaceOptions {
  readonly from?: number;
  readonly patients: number;
  readonly perSecond: number;
  readonly isEnough?: () => boolean;
}

/** One patient in fifty writes of an emergency: an answer at once, and an alert. */
const isCrying = (number: number) => number % 50 === 49;

async function cry(stage: Stage, number: number, recorded: Recorded): Promise<void> {
  const { store } = stage.here;
  const [patientId, from] = [patientIdOf(number), phoneOf(number)];
  const reply = {
    kind: 'reply',
    id: `cry-${number}`,
    channel: 'sms',
    from,
    text: 'I can not breathe',
  } as const;
  const at = stage.clock.now();
  for (;;) {
    try {
      await stage.here.journeys.receive(practiceId, { ...reply, at });
      const [journey] = await store.load(practiceId, [patientId]);
      const stored = journey?.document.journey.reply.find(({ id }) => id === reply.id);
      if (stored === undefined) throw new Error(`the reply of ${patientId} was acknowledged and is not there`);
      recorded.facts.push(stored);
      return;
    } catch (cause) {
      if (!(JourneyError.is(cause) && cause.retryable)) throw cause;
      recorded.errors += 1;
      await sleep(50);
    }
  }
}

/** When a worker looks again after what it found: an attempt without an outcome is lost after 2 minutes, a lost one is
 *  looked up after 5, 10 and 15, one that was put off goes after 5 to 23. */
const minutesAfter = [3, 6, 11, 16, 21, 26, 31, 61];

/** The hour after a drill: everything that waits is done, in leaps. Gives the instant at which it ends. */
export async function anHourLater(
  stage: Stage,
  {
    onLeap = async () => undefined,
    from,
  }: { onLeap?: (host: Host, minutes: number) => Promise<void>; from?: string } = {},
): Promise<string> {
  const start = Date.parse(from ?? stage.clock.now());
  let now = new Date(start).toISOString();
  const host = stage.hostWith({ now: () => now });
  for (const minutes of minutesAfter) {
    now = new Date(start + minutes * 60_000).toISOString();
    await onLeap(host, minutes);
    for (let again = true; again; ) again = (await host.journeys.dispatchDue()).journeys > 0;
  }
  return now;
}

interface BillOptions {
  readonly tries: number;
  /** The instant at which all that was due should have been done. */
  readonly now: string;
  /** Patients who are checked. Default: all. */
  readonly isOurs?: ((patientId: string) => boolean) | undefined;
  readonly notes?: readonly string[];
  /** What the drill counted itself. */
  readonly more?: Partial<Cost>;
}

/** What a drill cost, by what is stored and what the provider has. */
export async function bill(
  stage: Stage,
  recorded: Recorded,
  { tries, now, isOurs, notes = [], more = {} }: BillOptions,
): Promise<Cost> {
  const { sent, evidence, ...found } = await check(stage, { acknowledged: recorded.facts, now, isOurs });
  const alerts = new Set(stage.provider.notices().map(({ id }) => id)).size;
  const counted: Cost = {
    ...found,
    notRun: null,
    tries,
    notes: [`${sent} messages sent${alerts === 0 ? '' : `, ${alerts} notices handed over`}`, ...notes, ...evidence],
  };
  const sums = Object.entries(more).map(([what, value]) => [
    what,
    typeof value === 'number' ? value + Number(counted[what as keyof Found & keyof Cost]) : value,
  ]);
  return { ...counted, ...Object.fromEntries(sums) };
}

/** The bills of several stages as one. */
export function together(bills: readonly Cost[]): Cost {
  return bills.reduce((sum, one) => ({
    tries: sum.tries + one.tries,
    factsLost: sum.factsLost + one.factsLost,
    stepsLost: sum.stepsLost + one.stepsLost,
    doubled: sum.doubled + one.doubled,
    alertsLost: sum.alertsLost + one.alertsLost,
    unresolved: sum.unresolved + one.unresolved,
    beforeStaff: sum.beforeStaff + one.beforeStaff,
    safetyRepeats: sum.safetyRepeats + one.safetyRepeats,
    notRun: sum.notRun ?? one.notRun,
    notes: [...sum.notes, ...one.notes],
  }));
}

/** The claims a worker told of, the earliest first. */
export const claimsOf = (path: string) => linesOf<ClaimsLine>(path);

export const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
