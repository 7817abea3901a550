import { describe } from 'vitest';
import { type ChannelUnderTest, channelContract, type ProviderDeed } from '../../src/contracts/index.js';
import type { Channel } from '../../src/ports/channel.js';
import { recordedChannel, type SendScript } from '../../src/testing/index.js';
import { itCatches, itHolds } from './holds.js';

const scriptOf: Readonly<Record<ProviderDeed, SendScript>> = {
  accept: 'accept',
  'refuse-address': { reject: 'bad-address' },
  'report-stop': { reject: 'opted-out' },
  'lose-answer': 'lost-answer',
  'be-down': 'lost-and-unclear',
};

function recorded(canFind = true): ChannelUnderTest {
  const channel = recordedChannel('sms', { canFind });
  return {
    channel,
    to: '(312) 555-0142',
    provider: (does) => channel.next(scriptOf[does]),
    taken: () => channel.sent.map(({ attemptId }) => attemptId),
  };
}

/** The recorded channel with some of its verbs replaced. */
const broken = (fault: (channel: Channel) => Partial<Channel>) => () => {
  const under = recorded();
  return { ...under, channel: { ...under.channel, ...fault(under.channel) } };
};
const saying = (result: Awaited<ReturnType<Channel['send']>>) =>
  broken((channel) => ({
    async send(message) {
      await channel.send(message);
      return result;
    },
  }));
const throwing = broken((channel) => ({
  async send(message) {
    const result = await channel.send(message);
    if (result.kind === 'unknown') throw new Error('timed out');
    return result;
  },
}));
const other = { kind: 'rejected', reason: 'other' } as const;

describe('Channel contract on a recorded channel', () => {
  itHolds(channelContract, recorded);
  describe('without look-ups', () => itHolds(channelContract, () => recorded(false)));
  itCatches(channelContract, {
    'declares its name, how much it may tell and whether it is covered': {
      'has a name of its own': broken(() => ({ name: 'pigeon' as never })),
      'declares no ceiling': broken(() => ({ ceiling: undefined as never })),
      'tells clinical things by a road nobody covers': broken(() => ({ ceiling: 'L2', phi: 'none' })),
    },
    "accepts a message, sends it once and gives the provider's id": {
      'gives no id': saying({ kind: 'accepted', providerId: '' }),
      'sends twice': broken((channel) => ({
        async send(message) {
          await channel.send(message);
          return channel.send(message);
        },
      })),
      'sends nothing': broken(() => ({ send: async () => ({ kind: 'accepted', providerId: '1' }) })),
      'sends under an id of its own': broken((channel) => ({
        send: (message) => channel.send({ ...message, attemptId: 'mine' }),
      })),
    },
    'tells a refused address as such': { 'tells one reason for all': saying(other) },
    'tells that the patient stopped the messages as such': { 'tells one reason for all': saying(other) },
    'calls a lost answer unknown and does not send again': {
      'throws on a time-out': throwing,
      'calls it refused': saying(other),
      'sends again': broken((channel) => ({
        async send(message) {
          const result = await channel.send(message);
          return result.kind === 'unknown' ? channel.send(message) : result;
        },
      })),
    },
    'does not throw while the provider is down, and does not call the message refused for good': {
      'throws on a time-out': throwing,
      'calls it refused for good': saying(other),
      'throws in a look-up': broken(() => ({ find: () => Promise.reject(new Error('timed out')) })),
      'finds everything': broken(() => ({ find: async () => ({ kind: 'accepted', providerId: '1' }) })),
    },
    'finds a lost message by its attempt, where it can look up': {
      'finds nothing': broken(() => ({ find: async () => ({ kind: 'not-found' }) })),
    },
    'does not find an attempt that was never made, where it can look up': {
      'finds the newest message': broken(() => ({ find: async () => ({ kind: 'accepted', providerId: '1' }) })),
    },
  });
});
