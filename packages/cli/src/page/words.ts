// What a coordinator reads for each word of the model, and how days, money and places are written.
import {
  type Case,
  type EscalationReason,
  type MilestoneName,
  type Outcome,
  type Phase,
  toothNumber,
  type WaitEvent,
} from '@implant-journey/core';
import type { GapName } from '../backtest.js';

export const milestoneWords: Readonly<Record<MilestoneName, string>> = {
  consult: 'Consult',
  imaging: '3D scan',
  extraction: 'Extraction',
  graft_socket: 'Socket graft',
  graft_ridge: 'Ridge graft',
  graft_sinus: 'Sinus lift',
  placement: 'Implant placed',
  second_stage: 'Implant uncovered',
  provisional: 'Interim tooth',
  abutment: 'Abutment',
  final: 'Final restoration',
};

export const phaseWords: Readonly<Record<Phase, string>> = {
  planning: 'Planning',
  'socket-healing': 'Socket healing',
  'graft-healing': 'Graft healing',
  osseointegration: 'Osseointegration',
  'gum-healing': 'Gum healing',
  restoration: 'Restoration',
  maintenance: 'Maintenance',
  'site-recovery': 'Site recovery',
};

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  active: 'Active',
  complete: 'Complete',
  dropped: 'Dropped',
  failed: 'Failed',
  declined: 'Declined',
  transferred: 'Transferred',
  deceased: 'Deceased',
};

export const gapWords: Readonly<Record<GapName, string>> = {
  preparation: 'Extraction or graft to implant',
  healing: 'Implant to restoration start',
  restoration: 'Restoration start to final',
  replacement: 'Removal to new implant',
};

/** What a case waits for, by the event it waits since. */
export const waitWords: Readonly<Record<WaitEvent, string>> = {
  extraction: 'Waiting for the implant after an extraction',
  graft_socket: 'Waiting for the implant after a socket graft',
  graft_ridge: 'Waiting for the implant after a ridge graft',
  graft_sinus: 'Waiting for the implant after a sinus lift',
  placement: 'Waiting for the restoration to start',
  second_stage: 'Waiting for the abutment or impression',
  abutment: 'Waiting for the final restoration',
  impression: 'Waiting for the final restoration',
  failure: 'Waiting for a new implant after a removal',
  final: 'Waiting for the recall',
};

/** Why staff should look. */
export const reasonWords: Readonly<Record<EscalationReason, string>> = {
  emergency: 'emergency',
  urgent: 'urgent symptom',
  'low-score': 'low score',
  'symptom-reply': 'symptom in a reply',
  'wants-call': 'wants a call',
  'free-text': 'wrote something',
  'unknown-sender': 'wrote from a number nobody has',
  'check-not-reached': 'did not answer a check',
  'check-not-sent': 'could not be sent a check',
  'early-escalation': 'not reached in a month',
  'reactivation-exhausted': 'three invitations without a booking',
  'message-not-allowed': 'may not be messaged',
  'unknown-delivery': 'a message may be lost',
  'withdrawn-after-sending': 'voided after a message went out',
  'changed-after-sending': 'corrected after a message went out',
  'cancel-near-visit': 'may mean to cancel a visit',
  'implant-removed': 'implant taken out',
  complication: 'trouble after delivery',
  'wrong-number': 'wrong number',
  'possible-death': 'may have died',
  'chart-note': 'a row to look at',
  'step-handed-over': 'a message came too late',
};

const kindWords: Readonly<Record<Case['kind'], string>> = {
  single: 'single tooth',
  bridge: 'bridge',
  'full-arch': 'full arch',
  overdenture: 'overdenture',
};

const archWords = { U: 'upper', L: 'lower' } as const;

/** `single tooth 19`, `bridge 3-5`, `upper full arch`. */
export function siteWords({ kind, arch, implantTeeth, pontics, sites }: Case): string {
  if (arch !== null) return `${archWords[arch]} ${kindWords[kind]}`;
  const teeth = [...implantTeeth, ...pontics].sort((a, b) => (toothNumber(a) ?? 0) - (toothNumber(b) ?? 0));
  if (teeth.length === 0) return sites.join(', ').replace(':', ' ');
  return `${kindWords[kind]} ${teeth.length === 1 ? teeth[0] : `${teeth[0]}-${teeth.at(-1)}`}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mar 5, 2026`. */
export function dateWords(date: string): string {
  const [year, month = '1', day = '1'] = date.split('-');
  return `${months[Number(month) - 1]} ${Number(day)}, ${year}`;
}

/** What a booked visit is for. */
export const visitWords: Readonly<Record<MilestoneName, string>> = {
  ...milestoneWords,
  placement: 'Implant placement',
  second_stage: 'Uncovering of the implant',
};

/** `Mar 2026`. */
export function shortDateWords(date: string): string {
  return `${months[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;
}

/** A name inside a sentence: `3D scan` stays as it is. */
export function lowerFirst(words: string): string {
  return /^[A-Z][a-z]/.test(words) ? `${words[0]?.toLowerCase()}${words.slice(1)}` : words;
}

/** Whole dollars of cents: `$3,200`. */
export function moneyWords(cents: number): string {
  return `$${Math.round(cents / 100).toLocaleString('en-US')}`;
}
