// The laws that hold once faults have paused: asked of every journey in the store, of the provider's log and the notifier's.
// In: books, a store. Out: what is broken, told to the books. Rule owned: nothing is left open that no time will close.

import { isDeepStrictEqual } from 'node:util';
import {
  type Escalation,
  emptyJourney,
  foldFacts,
  isPending,
  type JourneyDocument,
  type JourneyFact,
  nextDueAt,
  type Rules,
  type StoredStep,
  update,
} from '@implant-journey/core';
import type { Books, KnownAttempt } from './books.js';
import type { ReadableStore } from './year.js';

const minuteMs = 60_000;
/** Nothing is due for longer once all is well. */
const longestWaitMs = 15 * minuteMs;
/** An alert nobody takes has climbed by then. */
const climbedAfterMs = 16 * 60 * minuteMs;

export class Reckoning {
  constructor(
    private readonly books: Books,
    private readonly store: ReadableStore,
    private readonly rules: Rules,
  ) {}

  /** @param isThorough - Folds every ledger, and compares every document with what was stored; takes long. */
  async of(now: string, isThorough: boolean): Promise<void> {
    const { books, store, rules } = this;
    const practiceId = rules.practice.id;
    const nowMs = Date.parse(now);
    const next = await store.nextDueAt();
    if (next !== null && Date.parse(next) < nowMs - longestWaitMs) books.breaks('unresolved', `due since ${next}`);
    const patients = await store.patients(practiceId);
    for (const patientId of books.documents.keys())
      if (!patients.includes(patientId)) books.breaks('factsLost', `${patientId} is gone`);
    for (const { patientId, document } of await store.load(practiceId, patients)) {
      if (isThorough && !isDeepStrictEqual(document, books.documents.get(patientId)))
        books.breaks('stepsLost', `${patientId} is not stored as it was applied`);
      const due = nextDueAt(document);
      if (due !== null && Date.parse(due) < nowMs - longestWaitMs)
        books.breaks('unresolved', `${patientId} due since ${due}`);
      if (isThorough) this.compareFacts(patientId, document, await store.facts(practiceId, patientId));
      this.comparePlan(patientId, document, now);
      for (const one of document.steps) this.compareStep(patientId, document, one, nowMs);
      for (const one of document.escalations) this.compareEscalation(patientId, one, nowMs);
      this.compareNeeds(patientId, document, nowMs);
    }
    this.compareAccepted();
  }

  private compareFacts(patientId: string, document: JourneyDocument, ledger: readonly JourneyFact[]): void {
    const { books, rules } = this;
    const counts = new Map<string, number>();
    const newest = new Map<string, number>();
    for (const fact of ledger) {
      const name = nameOf(fact);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      newest.set(`${fact.kind} ${fact.id}`, Math.max(fact.revision, newest.get(`${fact.kind} ${fact.id}`) ?? 0));
    }
    for (const [name, count] of counts)
      if (count > 1) books.breaks('factsLost', `${patientId}: ${name} is stored ${count} times`);
    for (const { patientId: own, fact } of books.acknowledged) {
      if (own !== patientId) continue;
      // One that came after a newer one tells nothing.
      if ((newest.get(`${fact.kind} ${fact.id}`) ?? -1) < fact.revision)
        books.breaks('factsLost', `${patientId}: ${fact.kind} ${fact.id} was acknowledged and is not stored`);
    }
    const folded = foldFacts(emptyJourney(rules.practice.id, patientId), ledger);
    if (!isDeepStrictEqual(folded, document.journey))
      books.breaks('factsLost', `${patientId}: the ledger tells another journey`);
  }

  private comparePlan(patientId: string, document: JourneyDocument, now: string): void {
    const { books, rules } = this;
    const fresh = update(document, [], rules, now).document;
    if (fresh.journey !== document.journey) books.breaks('factsLost', `${patientId}: facts are missing`);
    if (fresh !== document && update(fresh, [], rules, now).document !== fresh)
      books.breaks('stepsLost', `${patientId}: asking again changes the plan`);
    if (fresh !== document && !onlyTimeMoved(document, fresh, Date.parse(now)))
      books.breaks('stepsLost', `${patientId}: the stored plan is not that of its facts`);
  }

  private compareStep(patientId: string, document: JourneyDocument, one: StoredStep, nowMs: number): void {
    const { books } = this;
    const { step, state, attempts } = one;
    const what = `${patientId}: ${step.key}`;
    if (state.kind === 'claimed' && Date.parse(state.at) < nowMs - longestWaitMs)
      books.breaks('unresolved', `${what} is under way for ever`);
    if (state.kind === 'unknown' && Date.parse(state.at) < nowMs - 2 * longestWaitMs) {
      const isWithStaff = document.escalations.some(({ stepKey }) => stepKey === `${step.key}/unknown-delivery`);
      if (!isWithStaff) books.breaks('unresolved', `${what} is unknown, and nobody is told`);
    }
    if (attempts.some(({ outcome }) => outcome === 'calling') && state.kind !== 'claimed')
      books.breaks('unresolved', `${what} has an attempt without an outcome`);
    if (state.kind === 'sent' && !attempts.some(({ id }) => this.isAccepted(id)))
      books.breaks('stepsLost', `${what} is sent, and no provider has it`);
    if (state.kind === 'ended' && state.reason === 'merged' && step.kind !== 'staff') {
      const lead = document.steps.find((other) => other.step.key === step.mergedInto);
      if (lead === undefined) books.breaks('stepsLost', `${what} is merged into nothing`);
      else if (lead.state.kind === 'sent') {
        const isIn = lead.attempts.some(({ id }) =>
          books.attempts.get(id)?.carried.some(({ key }) => key === step.key),
        );
        if (!isIn) books.breaks('stepsLost', `${what} is not in the message of ${lead.step.key}`);
      } else if (!isPending(lead) && lead.state.kind === 'ended') books.breaks('stepsLost', `${what} is stranded`);
    }
    if (step.kind === 'staff' && state.kind === 'ended' && state.reason === 'handed-to-staff')
      if (!document.escalations.some(({ stepKey }) => stepKey === step.key))
        books.breaks('alertsLost', `${what} was handed to nobody`);
  }

  private compareEscalation(patientId: string, one: Escalation, nowMs: number): void {
    const { books } = this;
    const told = books.notices.get(one.id) ?? new Set();
    const what = `${patientId}: ${one.reason} of ${one.openedAt}`;
    for (const [index, { at }] of [one.alert, ...one.climbs].entries())
      if (Date.parse(at) < nowMs - longestWaitMs && !told.has(`${one.id}/notice-${index}`))
        books.breaks('alertsLost', `${what}: nobody was told, ${index} climbs`);
    if (one.state === 'closed') return;
    if (one.nextClimbAt === null || Date.parse(one.nextClimbAt) < nowMs - longestWaitMs)
      books.breaks('alertsLost', `${what} is open and climbs no more`);
    if (
      one.tier !== 'R' &&
      one.actions.length === 0 &&
      Date.parse(one.openedAt) < nowMs - climbedAfterMs &&
      told.size < 2
    )
      books.breaks('alertsLost', `${what}: nobody took it, and it did not climb`);
  }

  private compareNeeds(patientId: string, { escalations }: JourneyDocument, nowMs: number): void {
    for (const need of this.books.needs) {
      if (need.patientId !== patientId || need.atMs > nowMs - longestWaitMs) continue;
      const own = escalations.find(({ stepKey, tier }) => stepKey?.startsWith(need.stepKey) && tier !== 'R');
      if (own === undefined) this.books.breaks('alertsLost', `${patientId}: ${need.stepKey} raised no alert`);
      else if (!this.books.notices.has(own.id))
        this.books.breaks('alertsLost', `${patientId}: ${need.stepKey} reached nobody`);
    }
  }

  /** What the provider took, the store must not take for refused or lost. */
  private compareAccepted(): void {
    const { books } = this;
    for (const { attempt } of books.sent) {
      const stored = this.storedAttempt(attempt);
      if (stored === undefined) books.breaks('stepsLost', `${attempt.patientId}: ${attempt.id} is on record no more`);
      else if (stored.outcome === 'rejected' && !books.failed.has(attempt.id))
        books.breaks('unresolved', `${attempt.patientId}: ${attempt.id} was accepted, and stands as refused`);
    }
  }

  private storedAttempt({ patientId, id }: KnownAttempt) {
    for (const { attempts } of this.books.documents.get(patientId)?.steps ?? []) {
      const own = attempts.find((one) => one.id === id);
      if (own !== undefined) return own;
    }
    return undefined;
  }

  private isAccepted(attemptId: string): boolean {
    return this.books.sent.some(({ attempt }) => attempt.id === attemptId);
  }
}

/** The state of a delivery rises under one revision. */
function nameOf(fact: JourneyFact): string {
  return `${fact.kind} ${fact.id} (${fact.revision})${fact.kind === 'delivery' ? ` ${fact.state}` : ''}`;
}

/** Whether the steps that differ are such that were due meanwhile: a worker comes for them. */
function onlyTimeMoved(before: JourneyDocument, after: JourneyDocument, nowMs: number): boolean {
  const known = new Map(before.steps.map((one) => [one.step.key, one]));
  return after.steps.every((one) => {
    const own = known.get(one.step.key);
    return (
      own === one ||
      (own !== undefined && Date.parse(own.step.dueAt) >= nowMs - longestWaitMs && Date.parse(own.step.dueAt) <= nowMs)
    );
  });
}
