// What staff should do first, and why. In: open escalations with what is known about their cases. Out: rows in order,
// each with its reasons as data and in a sentence. Rule owned: the order, which the clock does not change.
import type { OutreachOutcomeFact } from '../journey/fact.js';
import { compareTiers, type Tier } from '../questionnaires/tier.js';
import { compareInstants, msOf } from '../shared/instant.js';
import type { Escalation } from './escalation.js';

/** One thing that passed between practice and patient. */
export interface HistoryEntry {
  readonly at: string;
  readonly kind: string;
  readonly words: string;
}

export interface WorklistItem {
  readonly escalation: Escalation;
  /** Fees of its cases that are still to come; null when unknown. */
  readonly valueCents: number | null;
  /** Days since its case was late; null when it is not. */
  readonly daysStalled: number | null;
  /** When the patient last read, answered or booked something; null when never. */
  readonly lastEngagedAt: string | null;
  /** How earlier calls ended. */
  readonly attempts: readonly OutreachOutcomeFact[];
  readonly history: readonly HistoryEntry[];
}

/** Why a row stands where it stands; `words` is the same as a sentence. */
export type PriorityReason =
  | { readonly kind: 'tier'; readonly tier: Tier; readonly words: string }
  | { readonly kind: 'overdue' | 'due'; readonly minutes: number; readonly words: string }
  | { readonly kind: 'value'; readonly cents: number; readonly words: string }
  | { readonly kind: 'stalled'; readonly days: number; readonly words: string }
  /** Whole days since the patient read or answered something; null when never. */
  | { readonly kind: 'engagement'; readonly days: number | null; readonly words: string };

export interface WorklistRow extends WorklistItem {
  /** 1 is first. */
  readonly position: number;
  /** In the order in which they count. */
  readonly priority: readonly PriorityReason[];
}

const minuteMs = 60_000;
const dayMinutes = 1440;
const wholeDollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });

/**
 * The worklist: every escalation that is not closed. The worse tier first; within it the earlier deadline, so that passed
 * deadlines lead; then the higher value, the longer stalled and the more recently engaged, unknown ones last; then the
 * one opened earlier, then the id. Attempts and history are in order of time.
 * @param items - In any order; an escalation appears once.
 * @param now - Instant the reasons speak of, UTC. It does not change the order.
 */
export function rankWorklist(items: readonly WorklistItem[], now: string): readonly WorklistRow[] {
  return items
    .filter(({ escalation }) => escalation.state !== 'closed')
    .sort(compareItems)
    .map((item, index) => ({
      ...item,
      attempts: [...item.attempts].sort((a, b) => compareInstants(a.at, b.at) || compareText(a.id, b.id)),
      history: [...item.history].sort(
        (a, b) => compareInstants(a.at, b.at) || compareText(a.kind, b.kind) || compareText(a.words, b.words),
      ),
      position: index + 1,
      priority: priorityOf(item, now),
    }));
}

function compareItems(a: WorklistItem, b: WorklistItem): number {
  const engaged = ({ lastEngagedAt }: WorklistItem) => (lastEngagedAt === null ? null : msOf(lastEngagedAt));
  return (
    compareTiers(a.escalation.tier, b.escalation.tier) ||
    compareInstants(a.escalation.respondBy, b.escalation.respondBy) ||
    greaterFirst(a.valueCents, b.valueCents) ||
    greaterFirst(a.daysStalled, b.daysStalled) ||
    greaterFirst(engaged(a), engaged(b)) ||
    compareInstants(a.escalation.openedAt, b.escalation.openedAt) ||
    compareText(a.escalation.id, b.escalation.id)
  );
}

function greaterFirst(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return b - a;
}

function priorityOf(item: WorklistItem, now: string): readonly PriorityReason[] {
  const { escalation, valueCents, daysStalled } = item;
  const reasons: PriorityReason[] = [
    { kind: 'tier', tier: escalation.tier, words: tierWords[escalation.tier] },
    deadlineReason(escalation, now),
  ];
  if (valueCents !== null)
    reasons.push({
      kind: 'value',
      cents: valueCents,
      words: `${wholeDollars.format(valueCents / 100)} of treatment still to come.`,
    });
  if (daysStalled !== null)
    reasons.push({ kind: 'stalled', days: daysStalled, words: `Stalled for ${count(daysStalled, 'day')}.` });
  return [...reasons, engagementReason(item, now)];
}

const tierWords: Readonly<Record<Tier, string>> = {
  E: 'Emergency: act at once.',
  U: 'Urgent, at any hour.',
  S: 'To be called the same day.',
  R: 'For the next working day.',
};

function deadlineReason({ respondBy }: Escalation, now: string): PriorityReason {
  const minutes = Math.floor(Math.abs(msOf(respondBy) - msOf(now)) / minuteMs);
  return msOf(respondBy) - msOf(now) < 0
    ? { kind: 'overdue', minutes, words: `The deadline passed ${span(minutes)} ago.` }
    : { kind: 'due', minutes, words: `Due in ${span(minutes)}.` };
}

function engagementReason({ lastEngagedAt }: WorklistItem, now: string): PriorityReason {
  if (lastEngagedAt === null) return { kind: 'engagement', days: null, words: 'Never read or answered a message.' };
  const days = Math.max(0, Math.floor((msOf(now) - msOf(lastEngagedAt)) / minuteMs / dayMinutes));
  const words =
    days === 0 ? 'Read or answered within the last day.' : `Last read or answered ${count(days, 'day')} ago.`;
  return { kind: 'engagement', days, words };
}

function span(minutes: number): string {
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return count(minutes, 'minute');
  return minutes < 2 * dayMinutes
    ? count(Math.floor(minutes / 60), 'hour')
    : count(Math.floor(minutes / dayMinutes), 'day');
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
