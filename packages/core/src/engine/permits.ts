// How many messages may go now. In: what journeys want to send, the limits of channels, a store all workers share. Out:
// the journeys that must wait. Rule owned: a provider's limit holds for all workers together, per channel and per sender;
// answers to a patient in need wait for none.
import type { Channel } from '../ports/channel.js';
import type { JourneyStore, PermitRequest } from '../ports/journey-store.js';
import type { Taken } from './take-due.js';
import type { Send } from './take-message.js';

/** A journey's wish, and how long until there may be room for it. Unit: milliseconds. */
export interface Deferred {
  readonly patientId: string;
  readonly waitMs: number;
}

/** Those that do not fit, in the order of `taken`; the first come first. One round trip, none without limits. */
export async function deferred(
  store: Pick<JourneyStore, 'takePermits'>,
  practiceId: string,
  taken: readonly { readonly patientId: string; readonly taken: Taken }[],
  channels: readonly Channel[],
  now: string,
): Promise<readonly Deferred[]> {
  const wanted = new Map<string, { wanted: number; readonly perSecond: number }>();
  for (const { taken: own } of taken)
    for (const { key, perSecond } of own.sends.flatMap((send) => limitsOf(practiceId, send, channels))) {
      const request = wanted.get(key) ?? { wanted: 0, perSecond };
      request.wanted += 1;
      wanted.set(key, request);
    }
  if (wanted.size === 0) return [];
  const requests: PermitRequest[] = [...wanted].map(([key, request]) => ({ key, ...request }));
  const granted = await store.takePermits(requests, now);
  const left = new Map(requests.map(({ key }, index) => [key, granted[index] ?? 0]));
  const waits: Deferred[] = [];
  for (const { patientId, taken: own } of taken) {
    const limits = own.sends.flatMap((send) => limitsOf(practiceId, send, channels));
    for (const { key } of limits) left.set(key, (left.get(key) ?? 0) - 1);
    const waitMs = Math.max(0, ...limits.map(({ key, perSecond }) => (-(left.get(key) ?? 0) / perSecond) * 1000));
    if (waitMs > 0) waits.push({ patientId, waitMs: Math.ceil(waitMs) });
  }
  return waits;
}

function limitsOf(
  practiceId: string,
  { channel, isAnswer, locationId }: Send,
  channels: readonly Channel[],
): readonly Omit<PermitRequest, 'wanted'>[] {
  const { limits } = channels.find(({ name }) => name === channel) ?? {};
  if (isAnswer || limits === undefined) return [];
  const { perSecond, perSenderPerSecond } = limits;
  const sender = `${channel}/${practiceId}/${locationId}`;
  return [
    ...(perSecond === undefined ? [] : [{ key: channel, perSecond }]),
    ...(perSenderPerSecond === undefined ? [] : [{ key: sender, perSecond: perSenderPerSecond }]),
  ];
}
