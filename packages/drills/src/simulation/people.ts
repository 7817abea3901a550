// Those around the engine: senders who ask until they are heard, patients who read, answer and write, staff who take alerts or
// do not. In: what reaches them. Out: calls of hosts. Rule owned: whoever was not answered asks again, and some ask again
// though they were.
import {
  type ChannelName,
  type Fact,
  type ImplantJourneys,
  type Inbound,
  instantOf,
  type JourneyFact,
  type Notice,
  parseFact,
} from '@implant-journey/core';
import type { Books, Sent } from './books.js';
import type { Chance } from './chance.js';
import type { Faults } from './faults.js';
import type { Scheduler } from './scheduler.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const words = [
  'Thanks!',
  'ok',
  '4',
  '5',
  '3',
  'yes please',
  'can you call me',
  'I booked online',
  'what about my crown?',
];
/** Always for a person at once, whatever was asked and whenever. */
const alarming = ['I cannot breathe', 'bleeding will not stop and I feel faint'];

export class People {
  private numbers = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly chance: Chance,
    private readonly faults: Faults,
    private readonly books: Books,
    private readonly practiceId: string,
    /** An engine of a host that answers the next request. */
    private readonly host: () => ImplantJourneys,
    private readonly untilMs: number,
  ) {}

  /** Asks until it is heard, once more when it hears nothing for long, and at times though it was heard. */
  private insist(act: (host: ImplantJourneys) => Promise<unknown>, heard: () => void): void {
    const { scheduler, chance, faults } = this;
    let isHeard = false;
    const ask = () => {
      let isOver = false;
      const again = (afterMs: number) => {
        if (isOver) return;
        isOver = true;
        if (!isHeard) scheduler.after(afterMs, ask);
      };
      act(this.host()).then(
        () => {
          isOver = true;
          if (isHeard) return;
          isHeard = true;
          heard();
          if (faults.happens(0.05, scheduler.nowMs))
            scheduler.after(chance.between(0, 2 * dayMs), () => void act(this.host()).catch(() => undefined));
        },
        () => again(chance.between(1000, minuteMs)),
      );
      scheduler.after(10 * minuteMs, () => again(0));
    };
    ask();
  }

  record(facts: readonly Fact[]): void {
    this.insist(
      (host) => host.record(this.practiceId, facts),
      () => this.acknowledge(facts as readonly JourneyFact[]),
    );
  }

  private acknowledge(facts: readonly JourneyFact[]): void {
    for (const fact of facts) this.books.acknowledged.push({ patientId: fact.patientId, fact });
  }

  private receive(inbound: Inbound, heard: () => void = () => {}): void {
    this.insist((host) => host.receive(this.practiceId, inbound), heard);
  }

  /** A message is with its provider: it is reported, read, answered, or none of it. */
  reached(sent: Sent): void {
    const { chance, scheduler } = this;
    const { attempt, isTooLate, channel } = sent;
    const report = (state: 'delivered' | 'read' | 'failed', afterMs: number) =>
      scheduler.after(afterMs, () => {
        if (state === 'failed') this.books.failed.add(attempt.id);
        const at = instantOf(scheduler.nowMs);
        this.receive({ kind: 'delivery', patientId: attempt.patientId, attemptId: attempt.id, state, at });
      });
    if (isTooLate || chance.happens(0.02)) {
      report('failed', chance.between(1000, 5 * minuteMs));
      return;
    }
    if (chance.happens(0.3))
      report(
        'delivered',
        this.faults.happens(0.1, scheduler.nowMs) ? chance.between(0, 3 * dayMs) : chance.between(1000, minuteMs),
      );
    const afterMs = chance.between(2 * minuteMs, 20 * hourMs);
    if (chance.happens(0.2)) report('read', afterMs);
    const check = [attempt.step, ...attempt.carried].find(({ kind }) => kind === 'check');
    if (check !== undefined && chance.happens(0.6))
      scheduler.after(afterMs, () => this.answer(attempt.patientId, check.key, check.instrument ?? ''));
    else if (chance.happens(0.08))
      scheduler.after(afterMs, () => this.write(attempt.patientId, channel, sent.message.to));
  }

  private answer(patientId: string, checkId: string, instrument: string): void {
    if (this.isOver()) return;
    const { chance, scheduler, books } = this;
    const id = this.newId('answer');
    const flag = chance.happens(0.06) ? chance.oneOf(['bleeding', 'breathing', 'swallowing']) : 'none';
    const comfort = chance.oneOf([1, 2, 3, 4, 4, 4, 5, 5, 5, 5]);
    const shared = { 'red-flags': [flag], signs: ['none'], call: false };
    const answers =
      instrument === 'light-check' ? { ...shared, moves: 'no' } : { ...shared, comfort, trend: 'better', pain: 1 };
    const isBad = flag !== 'none' || (instrument === 'healing-check' && comfort <= 2);
    const at = instantOf(scheduler.nowMs);
    this.receive({ kind: 'check-answer', id, patientId, checkId, answers, at }, () => {
      books.acknowledged.push({ patientId, fact: { kind: 'check-answer', id: id as JourneyFact['id'], revision: 1 } });
      if (isBad) books.needs.push({ patientId, stepKey: `answer:${id}/`, atMs: scheduler.nowMs });
    });
  }

  private write(patientId: string, channel: ChannelName, from: string): void {
    if (this.isOver() || channel === 'portal') return;
    const { chance, scheduler, books } = this;
    const id = this.newId('reply');
    const at = instantOf(scheduler.nowMs);
    const send = (text: string, heard: () => void = () => {}) =>
      this.receive({ kind: 'reply', id, channel, from, text, at }, heard);
    const kind = chance.next();
    if (kind < 0.2 && channel === 'sms') {
      send('STOP', () => books.stopped(from));
      if (chance.happens(0.5)) scheduler.after(chance.between(hourMs, 20 * dayMs), () => this.start(from));
    } else if (kind < 0.35) send(chance.oneOf(alarming), () => this.needsSomebody(id));
    else if (kind < 0.37) send('wrong number, stop', () => channel === 'sms' && books.stopped(from));
    else send(chance.oneOf(words));
    void patientId;
  }

  private start(from: string): void {
    if (this.isOver()) return;
    this.books.mayStart(from);
    this.receive({
      kind: 'reply',
      id: this.newId('reply'),
      channel: 'sms',
      from,
      text: 'START',
      at: instantOf(this.scheduler.nowMs),
    });
  }

  /** Whose it is on a shared telephone is the engine's to say; the books find it. */
  private needsSomebody(id: string): void {
    const atMs = this.scheduler.nowMs;
    for (const [patientId, { journey }] of this.books.documents)
      if (journey.reply.some((one) => one.id === id))
        this.books.needs.push({ patientId, stepKey: `reply:${id}/`, atMs });
  }

  /** An alert is handed over: somebody takes it, or nobody does. */
  alerted({ escalationId, tier, recipients }: Notice): void {
    const { chance, scheduler, books } = this;
    if (this.isOver() || !chance.happens(tier === 'R' ? 0.8 : 0.7)) return;
    const by = recipients[0] ?? 'somebody';
    const owner = [...books.documents].find(([, { escalations }]) => escalations.some(({ id }) => id === escalationId));
    if (owner === undefined) return;
    const [patientId] = owner;
    const act = (action: 'acknowledged' | 'closed', outcome: string | null) => {
      const id = this.newId('action');
      const done = { id, patientId, escalationId, action, by, outcome } as const;
      this.insist(
        (host) => host.act(this.practiceId, done),
        () => {
          books.acknowledged.push({
            patientId,
            fact: { kind: 'escalation-action', id: id as JourneyFact['id'], revision: 1 },
          });
        },
      );
    };
    const tookMs = tier === 'R' ? chance.between(minuteMs, 6 * hourMs) : chance.between(minuteMs, 25 * minuteMs);
    if (tier !== 'R') scheduler.after(tookMs, () => act('acknowledged', null));
    if (chance.happens(0.1)) return;
    scheduler.after(tookMs + chance.between(minuteMs, 3 * hourMs), () => {
      act('closed', 'reached');
      if (chance.happens(0.3)) this.record([this.outcomeOf(patientId, by)]);
    });
  }

  private outcomeOf(patientId: string, by: string): Fact {
    const at = instantOf(this.scheduler.nowMs);
    const outcome = this.chance.oneOf(['booked', 'reached', 'no-answer', 'left-message', 'call-later'] as const);
    const base = { kind: 'outreach-outcome', id: this.newId('call'), revision: 1, recordedAt: at, patientId } as const;
    return parseFact({ ...base, by, at, channel: 'voice', outcome, returnToAutomation: this.chance.happens(0.7) });
  }

  private isOver(): boolean {
    return this.scheduler.nowMs > this.untilMs;
  }

  private newId(what: string): string {
    this.numbers += 1;
    return `${what}-${this.numbers}`;
  }
}
