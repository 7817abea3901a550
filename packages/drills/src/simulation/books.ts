// What was stored, accepted, handed over and acknowledged, as it happens. In: every change the store applied, every message a
// provider took, every notice. Out: the same, kept for questions, and the laws a single event can break. Rule owned: the
// engine is asked nothing.
import {
  type ApplyResult,
  type JourneyChange,
  type JourneyDocument,
  type JourneyFact,
  live,
  type MessageStep,
  type Notice,
  type Practice,
  type StoredStep,
} from '@implant-journey/core';
import type { Broken, Law } from './broken.js';
import type { Accepted } from './provider.js';
import type { Scheduler } from './scheduler.js';

/** An attempt as it was first stored. */
export interface KnownAttempt {
  readonly id: string;
  readonly patientId: string;
  readonly storedAtMs: number;
  readonly step: MessageStep;
  /** What its message carries beside. */
  readonly carried: readonly MessageStep[];
  readonly document: JourneyDocument;
}

export interface Sent extends Accepted {
  readonly attempt: KnownAttempt;
}

/** Something a patient told that must reach a person. */
export interface Need {
  readonly patientId: string;
  /** What the key of its escalation's step begins with. */
  readonly stepKey: string;
  readonly atMs: number;
}

const minuteMs = 60_000;
/** A machine that was suspended is so far behind until it asks the time again. */
const clockMs = 3 * minuteMs;
/** From the attempt on record to the acceptance: what a worker waits before it begins, and its message's way. */
const longestWayMs = 7 * minuteMs;

export class Books {
  readonly broken: Broken[] = [];
  /** By patient, as last stored. */
  readonly documents = new Map<string, JourneyDocument>();
  readonly attempts = new Map<string, KnownAttempt>();
  readonly sent: Sent[] = [];
  /** Attempts the provider reported as failed on the way. */
  readonly failed = new Set<string>();
  /** By escalation: ids of the notices staff have. */
  readonly notices = new Map<string, Set<string>>();
  readonly acknowledged: {
    readonly patientId: string;
    readonly fact: Pick<JourneyFact, 'kind' | 'id' | 'revision'>;
  }[] = [];
  readonly needs: Need[] = [];
  /** By telephone number: from when to when nothing may go there. */
  private readonly stops = new Map<string, { readonly fromMs: number; untilMs: number }[]>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly practice: Practice,
  ) {}

  breaks(law: Law, words: string): void {
    this.broken.push({ law, atMs: this.scheduler.nowMs, words });
    this.scheduler.note(`BROKEN ${law}: ${words}`);
  }

  applied(changes: readonly JourneyChange[], results: readonly ApplyResult[]): void {
    for (const [index, { patientId, document }] of changes.entries()) {
      if (results[index]?.kind !== 'applied') continue;
      const before = this.documents.get(patientId);
      this.documents.set(patientId, document);
      this.compare(patientId, before, document);
    }
  }

  private compare(patientId: string, before: JourneyDocument | undefined, after: JourneyDocument): void {
    const keys = new Set(after.steps.map(({ step }) => step.key));
    if (keys.size !== after.steps.length) this.breaks('stepsLost', `${patientId}: a step is there twice`);
    for (const { step } of before?.steps ?? [])
      if (!keys.has(step.key)) this.breaks('stepsLost', `${patientId}: ${step.key} disappeared`);
    const escalations = new Map(after.escalations.map((one) => [one.id, one]));
    for (const { id, state, reason } of before?.escalations ?? []) {
      const now = escalations.get(id);
      if (now === undefined) this.breaks('alertsLost', `${patientId}: ${reason} disappeared`);
      else if (state === 'closed' && now.state !== 'closed')
        this.breaks('alertsLost', `${patientId}: ${reason} was opened again`);
    }
    const known = new Set(before?.steps);
    for (const one of after.steps) if (!known.has(one)) this.keepAttempts(patientId, one, after);
  }

  private keepAttempts(patientId: string, { step, attempts }: StoredStep, document: JourneyDocument): void {
    if (step.kind === 'staff') return;
    for (const { id } of attempts) {
      if (this.attempts.has(id)) continue;
      const storedAtMs = this.scheduler.nowMs;
      this.attempts.set(id, { id, patientId, storedAtMs, step, carried: carriedBy(step, document), document });
    }
  }

  accepted(one: Accepted): void {
    const attempt = this.attempts.get(one.message.attemptId);
    if (attempt === undefined) {
      this.breaks('doubled', `${one.message.attemptId} is on no record`);
      return;
    }
    if (one.isTooLate) this.failed.add(attempt.id);
    const { step, storedAtMs, patientId } = attempt;
    const what = `${patientId}: ${step.key} by ${one.channel}`;
    if (one.atMs - storedAtMs > longestWayMs) this.breaks('doubled', `${what} went out long after its attempt`);
    if (one.atMs < Date.parse(step.dueAt)) this.breaks('doubled', `${what} went out early`);
    this.compareWithSent(what, attempt);
    this.sent.push({ ...one, attempt });
    if (one.channel === 'sms' && this.isStopped(one.message.to, storedAtMs))
      this.breaks('doubled', `${what} went out after a stop`);
    if (!step.isAnswer) this.compareWithHours(what, attempt);
    this.compareWithVisits(what, attempt);
  }

  /** No ordinary step twice, unless the first failed on its way. */
  private compareWithSent(what: string, { patientId, step, carried }: KnownAttempt): void {
    const keys = new Set([step, ...carried].filter(({ isAnswer }) => !isAnswer).map(({ key }) => key));
    for (const { attempt } of this.sent) {
      if (attempt.patientId !== patientId || this.failed.has(attempt.id)) continue;
      for (const other of [attempt.step, ...attempt.carried])
        if (keys.has(other.key)) this.breaks('doubled', `${what} brought ${other.key} again`);
    }
  }

  private compareWithHours(what: string, { storedAtMs, step, document }: KnownAttempt): void {
    const patient = live(document.journey.patient).at(-1);
    const locationId = step.event.locationId ?? patient?.locationId;
    const location = this.practice.locations.find(({ id }) => id === locationId) ?? this.practice.locations[0];
    const zone = patient?.zone ?? location?.zone ?? 'UTC';
    if (![storedAtMs, storedAtMs - clockMs].some((ms) => isByDay(zone, ms)))
      this.breaks('doubled', `${what} went out at ${new Date(storedAtMs).toISOString()}, in quiet hours of ${zone}`);
  }

  /** What says that nothing is booked, though the journey it was made of holds the booking. */
  private compareWithVisits(what: string, { storedAtMs, step, carried, document }: KnownAttempt): void {
    for (const { saysNotBooked, event, key } of [step, ...carried]) {
      if (!saysNotBooked) continue;
      const booked = live(document.journey.appointment).find(
        ({ status, startsAt, work }) =>
          status === 'scheduled' &&
          startsAt !== null &&
          Date.parse(startsAt) > storedAtMs &&
          work.some(({ teeth }) => teeth.some((tooth) => event.teeth.includes(tooth))),
      );
      if (booked !== undefined)
        this.breaks('doubled', `${what} says in ${key} that nothing is booked: ${booked.id} is`);
    }
  }

  stopped(number: string): void {
    const all = this.stops.get(number) ?? [];
    all.push({ fromMs: this.scheduler.nowMs, untilMs: Number.POSITIVE_INFINITY });
    this.stops.set(number, all);
  }

  /** From here on texts may go there again: whoever asked for them need not have been heard yet. */
  mayStart(number: string): void {
    for (const one of this.stops.get(number) ?? []) one.untilMs = Math.min(one.untilMs, this.scheduler.nowMs);
  }

  private isStopped(number: string, atMs: number): boolean {
    return (this.stops.get(number) ?? []).some(({ fromMs, untilMs }) => atMs > fromMs && atMs < untilMs);
  }

  noticed({ id, escalationId }: Notice): void {
    const ids = this.notices.get(escalationId) ?? new Set();
    this.notices.set(escalationId, ids.add(id));
  }
}

/** Steps whose words the message of another brings. */
function carriedBy(lead: MessageStep, { steps }: JourneyDocument): readonly MessageStep[] {
  return steps.flatMap(({ step, state }) =>
    step.kind !== 'staff' && step.mergedInto === lead.key && state.kind === 'ended' && state.reason === 'merged'
      ? [step]
      : [],
  );
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Whether a clock in the zone shows nine to eight: asked of Intl, which the product does not ask. */
function isByDay(timeZone: string, ms: number): boolean {
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' });
  clocks.set(timeZone, clock);
  const hour = Number(clock.format(ms));
  return hour >= 9 && hour < 20;
}
