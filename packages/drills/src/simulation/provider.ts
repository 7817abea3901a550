// The providers behind the channels, and the truth of what they took. In: messages of processes. Out: answers, right or
// wrong. Rules owned: what was accepted is written down at that instant; a look-up may come too early, never much too early.
import type { Channel, ChannelName, OutboundMessage, SendResult } from '@implant-journey/core';
import type { Chance } from './chance.js';
import type { Process } from './process.js';

export interface Accepted {
  readonly atMs: number;
  readonly channel: ChannelName;
  readonly message: OutboundMessage;
  /** Came in after the time in which it may be delivered: it never is, and a report says so. */
  readonly isTooLate: boolean;
}

/** A look-up finds a message at the latest so long after it was accepted. Unit: milliseconds (2 minutes). */
const longestUnseenMs = 2 * 60_000;

export class Provider {
  readonly accepted: Accepted[] = [];
  private readonly seenFromMs = new Map<string, number>();

  constructor(
    private readonly chance: Chance,
    /** Told of each message the moment it is accepted. */
    private readonly onAccepted: (one: Accepted) => void,
  ) {}

  channelOf(process: Process, name: ChannelName, ceiling: Channel['ceiling']): Channel {
    const { scheduler } = process;
    return {
      name,
      ceiling,
      phi: 'covered',
      ...(name === 'sms' && { limits: { perSecond: 2 } }),
      send: (message) =>
        process.call(
          'channel',
          `${name} send ${message.attemptId}`,
          async () => this.take(process, name, message),
          (result) => (result.kind === 'rejected' ? result.reason : result.kind),
        ),
      find: ({ attemptId }) =>
        process.call(
          'look-up',
          `${name} find ${attemptId}`,
          async () => {
            if (process.faults.happens(0.1, scheduler.nowMs)) return { kind: 'unclear' as const };
            const fromMs = this.seenFromMs.get(attemptId);
            return fromMs !== undefined && fromMs <= scheduler.nowMs
              ? { kind: 'accepted' as const, providerId: `provider-${attemptId}` }
              : { kind: 'not-found' as const };
          },
          ({ kind }) => kind,
        ),
    };
  }

  private take({ faults, scheduler }: Process, channel: ChannelName, message: OutboundMessage): SendResult {
    const { nowMs } = scheduler;
    const isFaulty = (probability: number) => faults.happens(probability, nowMs);
    if (isFaulty(0.03)) return { kind: 'rejected', reason: 'temporary' };
    if (this.chance.happens(0.01)) return { kind: 'rejected', reason: this.chance.oneOf(['bad-address', 'other']) };
    if (isFaulty(0.02)) return { kind: 'unknown' };
    this.seenFromMs.set(message.attemptId, nowMs + (isFaulty(0.3) ? this.chance.between(0, longestUnseenMs) : 0));
    const one = { atMs: nowMs, channel, message, isTooLate: nowMs > Date.parse(message.validUntil) };
    this.accepted.push(one);
    this.onAccepted(one);
    return isFaulty(0.03) ? { kind: 'unknown' } : { kind: 'accepted', providerId: `provider-${message.attemptId}` };
  }
}
