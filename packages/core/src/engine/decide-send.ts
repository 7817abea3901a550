// Whether a due message goes out now, and how. In: the step, the journey as it is now, the instant. Out: send by which
// channel, wait until when, or end with which reason. Rules owned: every rule is asked again at this moment: lateness,
// hours, caps, a fresh chart, consent; an answer to a patient waits for none of hours and caps.
import { closesAt, earliestAllowedAt } from '../cadence/contact-window.js';
import type { ChannelName } from '../cadence/protocol.js';
import { canSend, comparable } from '../consent/can-send.js';
import { live } from '../journey/journey.js';
import { lateness } from '../plan/lateness.js';
import { zonesOf } from '../plan/planning.js';
import { hasGoneOut, type MessageStep, mostAttempts, type StoredStep } from '../plan/step.js';
import { addHours, instantOf, msOf } from '../shared/instant.js';
import { addDays, instantOfWallClock, wallClockAt } from '../shared/time.js';
import type { AddressHistory } from './address-history.js';
import type { JourneyDocument } from './document.js';
import type { Rules } from './update.js';

export type SendVerdict =
  | {
      readonly kind: 'send';
      readonly template: string;
      readonly channel: ChannelName;
      readonly to: string;
      readonly consentId: string | null;
      readonly validUntil: string;
    }
  | { readonly kind: 'wait'; readonly as: 'held' | 'capped'; readonly until: string; readonly why: string }
  | {
      readonly kind: 'end';
      readonly reason: 'expired' | 'suppressed' | 'failed' | 'handed-to-staff';
      readonly why: string;
      /** A person takes over. */
      readonly toStaff: boolean;
    };

export interface SendCircumstances extends Rules {
  readonly now: string;
  /** Channels this host has. */
  readonly channels: readonly ChannelName[];
  /** As of when the chart was last read; null where facts come in as they happen. */
  readonly chartAsOf: string | null;
  /** What other journeys record of the addresses this patient uses. */
  readonly elsewhere: readonly AddressHistory[];
  /** The provider takes no more ordinary messages before; null when it has room. */
  readonly noRoomUntil: string | null;
}

export function decideSend(
  one: StoredStep & { readonly step: MessageStep },
  document: JourneyDocument,
  circumstances: SendCircumstances,
): SendVerdict {
  const { step } = one;
  const { now, practice, protocol } = circumstances;
  const verdict = lateness(step, now);
  if (verdict.kind === 'drop' && one.attempts.some(({ outcome }) => outcome === 'rejected'))
    return { kind: 'end', reason: 'failed', why: 'no channel reached the patient in time', toStaff: true };
  if (verdict.kind !== 'send')
    return verdict.kind === 'staff'
      ? { kind: 'end', reason: 'handed-to-staff', why: 'too late to send', toStaff: true }
      : { kind: 'end', reason: 'expired', why: step.late.why, toStaff: false };
  const window = protocol.sendWindow[step.messageClass];
  const patient = live(document.journey.patient).at(-1) ?? null;
  const zones = zonesOf({ practice, patient }, step.event.locationId);
  const validUntil = step.isAnswer ? addHours(now, 12) : instantOf(closesAt(msOf(now), zones, window));
  const byChannel = channelFor(one, document, circumstances, verdict.template, validUntil);
  if (step.isAnswer) return byChannel;
  const sentAt = [...sentTo(document), ...(byChannel.kind === 'send' ? sentElsewhere(byChannel, circumstances) : [])];
  return (
    urgentWait(document, now) ??
    hoursWait(now, zones, window) ??
    capWait(sentAt, step, zones[0] as string, circumstances) ??
    freshWait(step, circumstances) ??
    roomWait(byChannel, circumstances) ??
    byChannel
  );
}

type Wait = Extract<SendVerdict, { kind: 'wait' }>;

function hoursWait(
  now: string,
  zones: readonly string[],
  window: Parameters<typeof earliestAllowedAt>[2],
): Wait | null {
  const allowed = instantOf(earliestAllowedAt(msOf(now), zones, window));
  return msOf(allowed) > msOf(now)
    ? { kind: 'wait', as: 'held', until: allowed, why: 'outside the hours in which messages go out' }
    : null;
}

/** While an emergency is with staff nothing that is not about it goes out. Unit: hours until asked again. */
const urgentRetryHours = 1;

function urgentWait({ escalations }: JourneyDocument, now: string): Wait | null {
  if (!escalations.some(({ tier, state }) => (tier === 'E' || tier === 'U') && state !== 'closed')) return null;
  return {
    kind: 'wait',
    as: 'held',
    until: addHours(now, urgentRetryHours),
    why: 'staff are with an emergency of this patient',
  };
}

/** When messages went to the patient. */
function sentTo({ steps }: JourneyDocument): readonly string[] {
  return steps.flatMap((one) =>
    hasGoneOut(one) && one.step.kind !== 'staff' && !one.step.isAnswer && 'at' in one.state ? [one.state.at] : [],
  );
}

/** When texts and calls went to the same phone for other patients. */
function sentElsewhere(
  { channel, to }: Extract<SendVerdict, { kind: 'send' }>,
  { elsewhere }: SendCircumstances,
): readonly string[] {
  if (channel !== 'sms' && channel !== 'voice') return [];
  const address = comparable(to);
  return elsewhere.flatMap((history) => (history.address === address ? history.sentAt : []));
}

/** What went out already counts, whatever was planned: days by the patient's calendar. */
function capWait(
  sentAt: readonly string[],
  step: MessageStep,
  zone: string,
  { now, protocol }: SendCircumstances,
): Wait | null {
  const dayOf = (instant: string) => wallClockAt(instant, zone).slice(0, 10);
  const today = dayOf(now);
  const sentOn = sentAt.map(dayOf);
  const inWeek = sentOn.filter((day) => day > addDays(today, -7));
  const isFull =
    sentOn.filter((day) => day === today).length >= protocol.caps.perDay || inWeek.length >= protocol.caps.perSevenDays;
  if (!isFull) return null;
  const until = instantOfWallClock(`${addDays(today, 1)} ${wallClockAt(step.dueAt, zone).slice(11)}`, zone);
  return { kind: 'wait', as: 'capped', until, why: 'enough messages for now' };
}

/** Words that say nothing is booked wait for a chart that was read lately. */
export function freshWait(
  step: MessageStep,
  { now, chartAsOf, practice }: Pick<SendCircumstances, 'now' | 'chartAsOf' | 'practice'>,
): Wait | null {
  if (!step.saysNotBooked || chartAsOf === null) return null;
  if (msOf(addHours(chartAsOf, practice.freshForHours)) >= msOf(now)) return null;
  return {
    kind: 'wait',
    as: 'held',
    until: addHours(now, 1),
    why: 'the chart was not read lately: something may be booked',
  };
}

function roomWait({ kind }: SendVerdict, { noRoomUntil }: SendCircumstances): Wait | null {
  if (kind !== 'send' || noRoomUntil === null) return null;
  return { kind: 'wait', as: 'held', until: noRoomUntil, why: 'the provider takes no more right now' };
}

/** Channels that refused it for good, or put it off too often; an answer is not put off. */
function failedChannels({ step, attempts }: StoredStep & { readonly step: MessageStep }): ReadonlySet<ChannelName> {
  const refused = attempts.filter(({ outcome }) => outcome === 'rejected');
  return new Set(
    refused
      .filter(
        ({ channel, reason }) =>
          reason !== 'temporary' ||
          step.isAnswer ||
          refused.filter((other) => other.channel === channel).length >= mostAttempts,
      )
      .map(({ channel }) => channel),
  );
}

/** Who waits for an answer gets the next try by another channel: one that kept silent may do so again. */
function inTurn(
  { step, attempts }: StoredStep & { readonly step: MessageStep },
  channels: readonly ChannelName[],
): readonly ChannelName[] {
  const tries = (channel: ChannelName) => attempts.filter((one) => one.channel === channel).length;
  return step.isAnswer ? [...channels].sort((a, b) => tries(a) - tries(b)) : channels;
}

function channelFor(
  one: StoredStep & { readonly step: MessageStep },
  document: JourneyDocument,
  { channels, elsewhere }: SendCircumstances,
  template: string,
  validUntil: string,
): SendVerdict {
  const { step } = one;
  const preferred = live(document.journey.preference).flatMap(({ preferredChannel }) =>
    preferredChannel !== null && step.channels.includes(preferredChannel) ? [preferredChannel] : [],
  );
  const failed = failedChannels(one);
  const stops = elsewhere.flatMap((history) => history.stops);
  const refusals: string[] = [];
  for (const channel of inTurn(one, [...new Set([...preferred, ...step.channels])])) {
    if (!channels.includes(channel) || failed.has(channel)) continue;
    const decision = canSend(document.journey, channel, step.messageClass, stops);
    if (decision.kind === 'allowed')
      return { kind: 'send', template, channel, to: decision.address, consentId: decision.recordId, validUntil };
    refusals.push(`${channel}: ${decision.reason}`);
  }
  if (failed.size > 0) return { kind: 'end', reason: 'failed', why: 'no channel reached the patient', toStaff: true };
  return {
    kind: 'end',
    reason: 'suppressed',
    why: refusals.join(', ') || 'no channel',
    toStaff: step.purpose !== 'recall',
  };
}
