// What one journey records of the addresses it used: who said stop from where, and when texts and calls went out. In: a
// document. Out: one entry an address. Rule owned: a stop holds for the number and caps count per number, so what one
// patient's journey knows of a number counts for everybody who uses it.
import { comparable, type Decision, newestDecision } from '../consent/can-send.js';
import { live } from '../journey/journey.js';
import { hasGoneOut, type StoredStep } from '../plan/step.js';
import { compareInstants } from '../shared/instant.js';
import type { JourneyDocument } from './document.js';

export interface AddressHistory {
  readonly patientId: string;
  /** As `comparable` gives it. */
  readonly address: string;
  /** For each channel and class whose newest decision at this very address is a stop: that stop. */
  readonly stops: readonly Decision[];
  /** When texts and calls that count for caps went to it, in order of time. */
  readonly sentAt: readonly string[];
}

/** In order of address; none for an address without stops and messages. */
export function addressHistoryOf({ journey, steps }: JourneyDocument): readonly AddressHistory[] {
  const decisions = live(journey.consent).filter(({ address }) => address !== null);
  const stops = decisions.filter(
    (one) =>
      one.decision === 'revoked' &&
      newestDecision(decisions, one.channel, one.messageClass, one.address as string)?.id === one.id,
  );
  const sends = steps.flatMap(phoneSend);
  const addresses = [...stops.map(({ address }) => address as string), ...sends.map(({ to }) => to)].map(comparable);
  return [...new Set(addresses)].sort().map((address) => ({
    patientId: journey.patientId,
    address,
    stops: stops
      .filter((one) => comparable(one.address as string) === address)
      .map(({ id, channel, messageClass, decision, decidedAt }) => {
        return { id, channel, messageClass, decision, decidedAt, address };
      }),
    sentAt: sends
      .filter(({ to }) => comparable(to) === address)
      .map(({ at }) => at)
      .sort(compareInstants),
  }));
}

/** Answers to a patient count for no cap. */
function phoneSend(one: StoredStep) {
  const attempt = one.attempts.at(-1);
  if (attempt === undefined || one.step.kind === 'staff' || one.step.isAnswer || !hasGoneOut(one)) return [];
  return attempt.channel === 'sms' || attempt.channel === 'voice' ? [attempt] : [];
}
