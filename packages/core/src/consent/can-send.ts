// Whether a message may go to a patient on a channel, decided on what was recorded. In: a journey, a channel, a class of
// message. Out: the addresses it may go to with the record it rests on, or why not. Rules owned: text and voice need a
// recorded yes; the newest decision counts, and of two at one instant the stop; a patient's stop outlives every chart.
import type { ChannelName } from '../cadence/protocol.js';
import type { ConsentFact, ContactPointFact } from '../journey/fact.js';
import { type Journey, live } from '../journey/journey.js';
import { msOf } from '../shared/instant.js';

export type SendDecision =
  | {
      readonly kind: 'allowed';
      readonly address: string /** Id of the consent; null where none is needed. */;
      readonly recordId: string | null;
    }
  | { readonly kind: 'refused'; readonly reason: 'no-address' | 'no-consent' | 'stopped' | 'declined' };

const usesOf: Readonly<Record<ChannelName, readonly ContactPointFact['use'][]>> = {
  sms: ['mobile'],
  voice: ['mobile', 'home', 'work'],
  email: ['email'],
  mail: ['postal'],
  portal: [],
};
/** Channels on which treatment needs no consent of its own. Source: 45 CFR 164.506, docs/protocols.md. */
const needsNone: ReadonlySet<ChannelName> = new Set(['email', 'mail', 'portal']);

/** A yes or a stop, as far as sending asks. */
export type Decision = Pick<ConsentFact, 'id' | 'channel' | 'messageClass' | 'decision' | 'decidedAt' | 'address'>;

/** @param elsewhere - Stops others said at addresses this patient may share: they hold for the number. */
export function canSend(
  journey: Journey,
  channel: ChannelName,
  messageClass: 'care' | 'marketing',
  elsewhere: readonly Decision[] = [],
): SendDecision {
  if (live(journey.preference).some(({ declinedChannels }) => declinedChannels.includes(channel)))
    return { kind: 'refused', reason: 'declined' };
  const addresses =
    channel === 'portal'
      ? // Somebody known by a number alone has no portal.
        live(journey.patient).map(() => journey.patientId as string)
      : live(journey.contactPoint)
          .filter(({ use }) => usesOf[channel].includes(use))
          .map(({ value }) => value);
  let refused: Extract<SendDecision, { kind: 'refused' }> = { kind: 'refused', reason: 'no-address' };
  for (const address of addresses) {
    const newest = newestDecision([...live(journey.consent), ...elsewhere], channel, messageClass, address);
    if (newest?.decision === 'revoked') refused = { kind: 'refused', reason: 'stopped' };
    else if (newest === null && !(needsNone.has(channel) && messageClass === 'care'))
      refused = { kind: 'refused', reason: 'no-consent' };
    else return { kind: 'allowed', address, recordId: newest?.id ?? null };
  }
  return refused;
}

export function newestDecision<D extends Decision>(
  consents: readonly D[],
  channel: ChannelName,
  messageClass: string,
  address: string,
): D | null {
  return consents
    .filter(
      (one) =>
        one.channel === channel &&
        one.messageClass === messageClass &&
        (one.address === null || sameAddress(one.address, address)),
    )
    .reduce<D | null>((best, one) => (best === null || isNewer(one, best) ? one : best), null);
}

function isNewer(a: Decision, b: Decision): boolean {
  // Texts with and without a fraction of a second do not compare as text.
  const later = msOf(a.decidedAt) - msOf(b.decidedAt);
  return later > 0 || (later === 0 && a.decision === 'revoked');
}

/** Numbers are compared by their last ten digits, addresses by their letters. */
export function sameAddress(a: string, b: string): boolean {
  return comparable(a) === comparable(b);
}

export function comparable(address: string): string {
  const digits = address.replace(/\D/g, '');
  return address.includes('@') || digits.length < 7 ? address.trim().toLowerCase() : digits.slice(-10);
}
