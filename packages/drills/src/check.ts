// What a fault cost. In: a stage after its drill, the facts that were acknowledged, the instant. Out: counts, and which
// patients they are about. Rule owned: it reads what is stored and what the provider and the pager have, and asks nobody else.
import { isDeepStrictEqual } from 'node:util';
import {
  emptyJourney,
  foldFacts,
  type JourneyDocument,
  type JourneyFact,
  nextDueAt,
  plan,
  type StoredStep,
  standardProtocol,
  update,
} from '@implant-journey/core';
import type { Cost } from './drill.js';
import { madeUpPractice, practiceId } from './made-up.js';
import type { AcceptedMessage } from './provider.js';
import type { Stage } from './stage.js';

const rules = { practice: madeUpPractice, protocol: standardProtocol };

export interface Found extends Pick<Cost, 'factsLost' | 'stepsLost' | 'doubled' | 'alertsLost' | 'unresolved'> {
  readonly beforeStaff: number;
  readonly safetyRepeats: number;
  /** Ordinary messages that the provider has and that are stored as sent. */
  readonly sent: number;
  /** The first of everything that was counted. */
  readonly evidence: readonly string[];
}

export interface Expected {
  /** What the host was told is stored. */
  readonly acknowledged: readonly JourneyFact[];
  /** When it is: everything due before should have been done. */
  readonly now: string;
  /** Patients who are checked. Default: all. */
  readonly isOurs?: ((patientId: string) => boolean) | undefined;
}

/** What one patient's journey costs; the first word of each line says what is counted. */
type Count = (what: keyof Omit<Found, 'sent' | 'evidence'> | 'sent', about: string) => void;

export async function check(stage: Stage, { acknowledged, now, isOurs = () => true }: Expected): Promise<Found> {
  const { store } = stage.here;
  const counts = {
    factsLost: 0,
    stepsLost: 0,
    doubled: 0,
    alertsLost: 0,
    unresolved: 0,
    beforeStaff: 0,
    safetyRepeats: 0,
    sent: 0,
  };
  const evidence: string[] = [];
  const count: Count = (what, about) => {
    counts[what] += 1;
    if (what !== 'sent' && what !== 'beforeStaff' && evidence.length < 10) evidence.push(`${what}: ${about}`);
  };
  const accepted = byAttempt(stage.provider.accepted());
  const noticed = new Set(stage.provider.notices().map(({ id }) => id));
  const acknowledgedOf = new Map<string, JourneyFact[]>();
  for (const fact of acknowledged) {
    const known = acknowledgedOf.get(fact.patientId);
    if (known === undefined) acknowledgedOf.set(fact.patientId, [fact]);
    else known.push(fact);
  }
  const ids = (await store.patients(practiceId)).filter(isOurs);
  for (const patientId of acknowledgedOf.keys())
    if (!ids.includes(patientId)) count('factsLost', `${patientId} is not stored`);
  for (let from = 0; from < ids.length; from += 100) {
    const stored = await store.load(practiceId, ids.slice(from, from + 100));
    await Promise.all(
      stored.map(async ({ patientId, document }) => {
        const facts = await store.facts(practiceId, patientId);
        checkFacts(patientId, document, facts, acknowledgedOf.get(patientId) ?? [], count);
        checkPlan(patientId, document, now, count);
        for (const one of document.steps) checkStep(patientId, one, document, accepted, count);
        checkNotices(patientId, document, noticed, now, count);
        const dueAt = nextDueAt(document);
        if (dueAt !== null && dueAt <= now) count('unresolved', `${patientId} is due since ${dueAt}`);
      }),
    );
  }
  for (const [attemptId, { to }] of accepted) count('doubled', `${attemptId} to ${to} is on nobody's record`);
  const audit = await store.verifyAudit(practiceId);
  for (const finding of audit.findings) count('stepsLost', `the audit does not hold: ${JSON.stringify(finding)}`);
  return { ...counts, evidence };
}

/** Read once, however many patients follow. */
function byAttempt(messages: readonly AcceptedMessage[]): Map<string, AcceptedMessage & { times: number }> {
  const found = new Map<string, AcceptedMessage & { times: number }>();
  for (const message of messages)
    found.set(message.attemptId, { ...message, times: (found.get(message.attemptId)?.times ?? 0) + 1 });
  return found;
}

const nameOf = ({ kind, id, revision }: JourneyFact) => `${kind} ${id}, revision ${revision}`;

/** Every fact that was acknowledged is in the ledger once, and the ledger gives the journey. */
function checkFacts(
  patientId: string,
  document: JourneyDocument,
  ledger: readonly JourneyFact[],
  acknowledged: readonly JourneyFact[],
  count: Count,
): void {
  const times = new Map<string, number>();
  for (const fact of ledger) times.set(nameOf(fact), (times.get(nameOf(fact)) ?? 0) + 1);
  for (const fact of acknowledged) if (!times.has(nameOf(fact))) count('factsLost', `${patientId}: ${nameOf(fact)}`);
  for (const [name, stored] of times)
    if (stored > 1) count('factsLost', `${patientId}: ${name} is stored ${stored} times`);
  if (!isDeepStrictEqual(foldFacts(emptyJourney(practiceId, patientId), ledger), document.journey))
    count('factsLost', `${patientId}: the ledger gives another journey`);
}

/** The plan is the one the facts give, and nobody need look at it again now. */
function checkPlan(patientId: string, document: JourneyDocument, now: string, count: Count): void {
  const keys = document.steps.map(({ step }) => step.key);
  if (new Set(keys).size < keys.length) count('stepsLost', `${patientId}: a step is there twice`);
  const { steps: desired } = plan(document.journey, rules.protocol, rules.practice);
  for (const { key } of desired) if (!keys.includes(key)) count('stepsLost', `${patientId}: ${key} is not there`);
  if (update(document, [], rules, now).document !== document)
    count('stepsLost', `${patientId}: the plan is another by now`);
}

/** What the provider has of a step is what is stored of it. Takes the attempts out of `accepted`: what stays is nobody's. */
function checkStep(
  patientId: string,
  { step, state, attempts }: StoredStep,
  { escalations }: JourneyDocument,
  accepted: Map<string, AcceptedMessage & { times: number }>,
  count: Count,
): void {
  if (step.kind === 'staff') return;
  const about = `${patientId}: ${step.key}`;
  let times = 0;
  for (const { id, outcome, reason } of attempts) {
    const message = accepted.get(id);
    accepted.delete(id);
    // The provider had it and reported later that it could not be delivered: the patient has nothing.
    if (reason === 'failed on the way') continue;
    times += message?.times ?? 0;
    if (message !== undefined && outcome === 'rejected') count('doubled', `${about}: rejected, and it went out`);
    if (outcome === 'calling') count('unresolved', `${about}: an attempt without an outcome`);
  }
  if (times > 1) for (let more = 1; more < times; more += 1) count(step.isAnswer ? 'safetyRepeats' : 'doubled', about);
  if (state.kind === 'sent' && times === 0) count('stepsLost', `${about}: stored as sent, and nobody has it`);
  if (state.kind === 'sent' && times > 0 && !step.isAnswer) count('sent', about);
  const isPending = state.kind === 'planned' || state.kind === 'held' || state.kind === 'capped';
  if (times > 0 && (isPending || state.kind === 'ended')) count('doubled', `${about}: ${state.kind}, and it went out`);
  if (state.kind !== 'unknown') return;
  const itemKey = `${step.key}/unknown-delivery`;
  const isBeforeStaff = escalations.some(({ stepKey, state: open }) => stepKey === itemKey && open !== 'closed');
  count(isBeforeStaff ? 'beforeStaff' : 'unresolved', `${about}: unknown`);
}

function checkNotices(
  patientId: string,
  { escalations }: JourneyDocument,
  noticed: ReadonlySet<string>,
  now: string,
  count: Count,
): void {
  for (const { id, alert, climbs } of escalations)
    [alert, ...climbs].forEach(({ at }, index) => {
      if (at <= now && !noticed.has(`${id}/notice-${index}`))
        count('alertsLost', `${patientId}: notice ${index} of ${id}`);
    });
}
