// What an auditor is told of a change. In: the document before and after, the facts that came with it. Out: who did what to
// which fact, step or escalation, why, on which consent, by which protocol and in which words. Rule owned: ids and our own
// words only; no message, no answer, no number and nothing anybody wrote.
import { newestDecision } from '../consent/can-send.js';
import type { Escalation } from '../escalation/escalation.js';
import type { JourneyFact } from '../journey/fact.js';
import { live } from '../journey/journey.js';
import type { Attempt, StoredStep, TrailEntry } from '../plan/step.js';
import type { JourneyDocument } from './document.js';
import type { UnheardNotice } from './notices.js';

export interface AuditEntry {
  readonly about: 'fact' | 'step' | 'escalation' | 'notice' | 'journey';
  /** Kind and id of a fact, key of a step, id of an escalation or notice. */
  readonly id: string;
  /** When it happened; null where the change itself is the moment. */
  readonly at: string | null;
  /** The id of a person, or `chart`, `patient`, `provider`, `laboratory`, `other office`, `staff`, `engine`. */
  readonly by: string;
  readonly what: string;
  readonly why: string | null;
  /** The record a message rests on; null where none is needed, and for what is no message. */
  readonly consent: { readonly id: string; readonly revision: number } | null;
  /** Its version names the instruments and tiers of that time too: they are part of it. */
  readonly protocol: { readonly id: string; readonly version: number } | null;
  /** Version of the texts a message was made of; null for what is no message. */
  readonly words: string | null;
}

/** What changed, in order: facts, then steps, escalations and notices as the documents hold them. */
export function auditOf(
  before: JourneyDocument,
  after: JourneyDocument,
  facts: readonly JourneyFact[],
): readonly AuditEntry[] {
  return [
    ...facts.map(ofFact),
    ...ofSteps(before, after),
    ...ofEscalations(before.escalations, after.escalations),
    ...after.notified
      .filter((id) => !before.notified.includes(id))
      .map((id) => entry('notice', id, { what: handedOverAfter(before.unheard?.find((one) => one.id === id)) })),
    ...(after.unheard ?? [])
      .filter(({ id }) => !before.unheard?.some((one) => one.id === id))
      .map(({ id }) => entry('notice', id, { what: 'not taken by the notifier; tried again' })),
  ];
}

function handedOverAfter(unheard: UnheardNotice | undefined): string {
  return unheard === undefined
    ? 'handed to the notifier'
    : `handed to the notifier; not taken ${unheard.tries} times before`;
}

function entry(
  about: AuditEntry['about'],
  id: string,
  told: Pick<AuditEntry, 'what'> & Partial<Omit<AuditEntry, 'about' | 'id' | 'what'>>,
): AuditEntry {
  return { about, id, at: null, by: 'engine', why: null, consent: null, protocol: null, words: null, ...told };
}

function ofFact(fact: JourneyFact): AuditEntry {
  return entry('fact', `${fact.kind}/${fact.id}`, { at: fact.recordedAt, by: reporterOf(fact), what: wordsFor(fact) });
}

function reporterOf(fact: JourneyFact): string {
  switch (fact.kind) {
    case 'reply':
    case 'check-answer':
      return 'patient';
    case 'escalation-action':
    case 'outreach-outcome':
      return fact.by;
    case 'delivery':
      return 'provider';
    case 'enrolment':
      return 'engine';
    case 'milestone-report':
      return { staff: 'staff', lab: 'laboratory', 'other-office': 'other office' }[fact.reportedBy];
    default:
      return 'chart';
  }
}

function wordsFor(fact: JourneyFact): string {
  if (fact.deleted) return `deleted, revision ${fact.revision}`;
  switch (fact.kind) {
    case 'consent':
      return `${fact.decision} ${fact.messageClass} by ${fact.channel}`;
    case 'escalation-action':
      return `${fact.action} ${fact.escalationId}`;
    case 'outreach-outcome':
      return `called: ${fact.outcome}`;
    case 'delivery':
      return `${fact.state} by ${fact.channel}: ${fact.stepKey}`;
    case 'enrolment':
      return `takes part: ${fact.arm}`;
    default:
      return `recorded, revision ${fact.revision}`;
  }
}

function ofSteps(before: JourneyDocument, after: JourneyDocument): readonly AuditEntry[] {
  if (before.steps === after.steps) return [];
  const earlier = new Map(before.steps.map((one) => [one.step.key, one]));
  return after.steps.flatMap((one) => {
    const was = earlier.get(one.step.key);
    if (was === one) return [];
    const attempt = newAttempt(one, was);
    const consent = attempt === null ? null : consentOf(one, attempt, after);
    const words = attempt?.words ?? null;
    const { rule, why } = one.step.because;
    return newLines(one.trail, was?.trail ?? []).map(({ at, what }) =>
      entry('step', one.step.key, { at, what, why: `${rule}: ${why}`, consent, protocol: one.protocol, words }),
    );
  });
}

/** The lines behind those both histories share. */
function newLines(trail: readonly TrailEntry[], earlier: readonly TrailEntry[]): readonly TrailEntry[] {
  const differs = trail.findIndex(({ at, what }, index) => earlier[index]?.at !== at || earlier[index]?.what !== what);
  return differs === -1 ? [] : trail.slice(differs);
}

function newAttempt({ attempts }: StoredStep, was: StoredStep | undefined): Attempt | null {
  return attempts.length <= (was?.attempts.length ?? 0) ? null : (attempts.at(-1) ?? null);
}

/** The decision an attempt rests on, as it stands while the attempt is written. */
function consentOf({ step }: StoredStep, { channel, to }: Attempt, { journey }: JourneyDocument) {
  if (step.kind === 'staff') return null;
  const decision = newestDecision(live(journey.consent), channel, step.messageClass, to);
  return decision === null ? null : { id: decision.id, revision: decision.revision };
}

function ofEscalations(before: readonly Escalation[], after: readonly Escalation[]): readonly AuditEntry[] {
  if (before === after) return [];
  const earlier = new Map(before.map((one) => [one.id, one]));
  return after.flatMap((one) => {
    const was = earlier.get(one.id);
    if (was === one) return [];
    const opened =
      was === undefined
        ? [entry('escalation', one.id, { at: one.openedAt, what: `opened: ${one.reason}, tier ${one.tier}` })]
        : [];
    const climbs = one.climbs
      .slice(was?.climbs.length ?? 0)
      .map(({ at, recipients }) => entry('escalation', one.id, { at, what: `alerted ${recipients.join(', ')}` }));
    const isClosedNow = one.closed !== null && was?.closed?.at !== one.closed.at;
    const closed = isClosedNow
      ? [entry('escalation', one.id, { at: one.closed.at, by: one.closed.by, what: 'closed' })]
      : [];
    return [...opened, ...climbs, ...closed];
  });
}
