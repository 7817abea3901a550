// A channel and a notifier that call nobody: they keep what they were given, and do what a test tells them. In: messages
// and notices. Out: results as scripted. The provider behind the channel is made up.
import type { ChannelName } from '../cadence/protocol.js';
import type { Channel, ContentLevel, OutboundMessage, SendResult } from '../ports/channel.js';
import type { Notice, Notifier } from '../ports/notifier.js';

type Found = Awaited<ReturnType<NonNullable<Channel['find']>>>;

/**
 * What the provider does with one message. After `lost-answer` it has the message, and a look-up finds it; after
 * `lost-message` it never got it, and a look-up does not; after `lost-and-unclear` a look-up cannot tell.
 */
export type SendScript =
  | 'accept'
  | 'lost-answer'
  | 'lost-message'
  | 'lost-and-unclear'
  | { readonly reject: Extract<SendResult, { kind: 'rejected' }>['reason'] };

export interface RecordedChannelOptions {
  /** Default: L1. */
  readonly ceiling?: ContentLevel;
  /** Default: covered. */
  readonly phi?: Channel['phi'];
  /** Without, the channel has no `find`. Default: true. */
  readonly canFind?: boolean;
  /** What happens to the first messages; see `next`. */
  readonly script?: readonly SendScript[];
}

export interface RecordedChannel extends Channel {
  /** What the provider has, in order: accepted, or its answer was lost. */
  readonly sent: readonly OutboundMessage[];
  /** Every message it was called with, in order. */
  readonly calls: readonly OutboundMessage[];
  /** Adds what happens to the messages to come, one by one; after them all are accepted. */
  next(...script: readonly SendScript[]): void;
}

/** A channel that keeps what it sends. */
export function recordedChannel(name: ChannelName, options: RecordedChannelOptions = {}): RecordedChannel {
  const { ceiling = 'L1', phi = 'covered', canFind = true } = options;
  const script = [...(options.script ?? [])];
  const calls: OutboundMessage[] = [];
  const sent: OutboundMessage[] = [];
  const lookUps = new Map<string, Found>();

  async function send(message: OutboundMessage): Promise<SendResult> {
    const does = script.shift() ?? 'accept';
    calls.push(message);
    if (typeof does === 'object') return { kind: 'rejected', reason: does.reject };
    const accepted = { kind: 'accepted', providerId: `${name}-${message.attemptId}` } as const;
    if (does === 'lost-message') return { kind: 'unknown' };
    lookUps.set(message.attemptId, does === 'lost-and-unclear' ? { kind: 'unclear' } : accepted);
    if (does === 'lost-and-unclear') return { kind: 'unknown' };
    sent.push(message);
    return does === 'accept' ? accepted : { kind: 'unknown' };
  }

  return {
    name,
    ceiling,
    phi,
    sent,
    calls,
    send,
    ...(canFind && { find: async ({ attemptId }) => lookUps.get(attemptId) ?? { kind: 'not-found' } }),
    next: (...more) => void script.push(...more),
  };
}

export interface RecordedNotifier extends Notifier {
  /** The notices handed over, in order. */
  readonly notices: readonly Notice[];
  /** How often it was called, failures included. */
  readonly calls: number;
  /** Makes the next hand-overs fail. Default: one. */
  failNext(times?: number): void;
}

/** A notifier that keeps what it hands over. */
export function recordedNotifier(): RecordedNotifier {
  const notices: Notice[] = [];
  let failures = 0;
  let calls = 0;
  return {
    notices,
    get calls() {
      return calls;
    },
    failNext(times = 1) {
      failures = times;
    },
    async notify(notice) {
      calls += 1;
      if (failures > 0) {
        failures -= 1;
        throw new Error('The made-up pager did not answer.');
      }
      notices.push(notice);
    },
  };
}
