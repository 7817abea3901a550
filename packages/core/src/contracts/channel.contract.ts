// The promises of a Channel. In: a channel whose provider can be told what to do: a recorded one, or a real adapter before
// a made-up provider. Rules owned: what may have been sent is never called unsent, and nothing is sent twice.
import { channels } from '../cadence/protocol.js';
import type { Channel, OutboundMessage } from '../ports/channel.js';
import { equal, holds, settled } from './assert.js';
import type { Contract } from './contract.js';

/** What the provider does from now on. `lose-answer`: it takes the message, and its answer never arrives. */
export type ProviderDeed = 'accept' | 'refuse-address' | 'report-stop' | 'lose-answer' | 'be-down';

export interface ChannelUnderTest {
  readonly channel: Channel;
  /** An address the provider takes. */
  readonly to: string;
  provider(does: ProviderDeed): void;
  /** Attempt ids of the messages the provider has taken, one for each time. */
  taken(): readonly string[];
}

const attemptId = 'attempt-1';
const message = (to: string): OutboundMessage => ({
  attemptId,
  to,
  subject: 'Your next visit',
  body: 'Please call us.',
  language: 'en',
  validUntil: '2026-03-02T20:00:00Z',
});
const lookUp = (to: string) => ({ attemptId, to, after: '2026-03-02T15:00:00Z' });

/** Sends once while the provider does as told. */
function sendWhile({ channel, to, provider }: ChannelUnderTest, does: ProviderDeed) {
  provider(does);
  return settled(() => channel.send(message(to)), 'send');
}

export const channelContract: Contract<ChannelUnderTest> = [
  {
    name: 'declares its name, how much it may tell and whether it is covered',
    async run({ channel }) {
      holds(channels.includes(channel.name), 'the name is one of the channels a protocol knows');
      holds(['L0', 'L1', 'L2'].includes(channel.ceiling), 'the ceiling is L0, L1 or L2');
      holds(['covered', 'none'].includes(channel.phi), 'phi is covered or none');
      holds(channel.phi === 'covered' || channel.ceiling !== 'L2', 'clinical words need a covered channel');
    },
  },
  {
    name: "accepts a message, sends it once and gives the provider's id",
    async run(under) {
      const result = await sendWhile(under, 'accept');
      holds(result.kind === 'accepted' && result.providerId !== '', 'an accepted message has the id of the provider');
      equal(under.taken(), [attemptId], 'what the provider has');
    },
  },
  {
    name: 'tells a refused address as such',
    async run(under) {
      equal(await sendWhile(under, 'refuse-address'), { kind: 'rejected', reason: 'bad-address' }, 'the result');
    },
  },
  {
    name: 'tells that the patient stopped the messages as such',
    async run(under) {
      equal(await sendWhile(under, 'report-stop'), { kind: 'rejected', reason: 'opted-out' }, 'the result');
    },
  },
  {
    name: 'calls a lost answer unknown and does not send again',
    async run(under) {
      equal(await sendWhile(under, 'lose-answer'), { kind: 'unknown' }, 'the result');
      equal(under.taken(), [attemptId], 'what the provider has');
    },
  },
  {
    name: 'does not throw while the provider is down, and does not call the message refused for good',
    async run(under) {
      const result = await sendWhile(under, 'be-down');
      const isOpen = result.kind === 'unknown' || (result.kind === 'rejected' && result.reason === 'temporary');
      holds(isOpen, 'a send while the provider is down is unknown, or temporary when it surely was not sent');
      const { channel, to } = under;
      const found = await settled(async () => channel.find?.(lookUp(to)), 'find');
      holds(found?.kind !== 'accepted', 'what the provider never took is not found');
    },
  },
  {
    name: 'finds a lost message by its attempt, where it can look up',
    async run(under) {
      await sendWhile(under, 'lose-answer');
      under.provider('accept');
      if (under.channel.find === undefined) return;
      const found = await under.channel.find(lookUp(under.to));
      holds(found.kind === 'accepted' && found.providerId !== '', 'it is found, with the id of the provider');
    },
  },
  {
    name: 'does not find an attempt that was never made, where it can look up',
    async run(under) {
      await sendWhile(under, 'accept');
      const found = await under.channel.find?.({ ...lookUp(under.to), attemptId: 'attempt-2' });
      holds(found?.kind !== 'accepted', 'an attempt never made is not found');
    },
  },
];
