// The road to a patient. An adapter carries one message at a time and says what became of it.
import type { ChannelName } from '../cadence/protocol.js';

/** How much a message may tell: L0 neutral, L1 date, time and place, L2 clinical. Source: docs/protocols.md. */
export type ContentLevel = 'L0' | 'L1' | 'L2';

export interface OutboundMessage {
  /** Opaque and unique: the adapter hands it to the provider so that callbacks and look-ups can name it. */
  readonly attemptId: string;
  /** Number, address or, for the portal, the patient's id, as the contact point holds it. */
  readonly to: string;
  readonly subject: string | null;
  readonly body: string;
  /** BCP 47 tag. */
  readonly language: string;
  /** The provider drops it rather than deliver it later, UTC. */
  readonly validUntil: string;
}

export type SendResult =
  | { readonly kind: 'accepted'; readonly providerId: string }
  /** Surely not sent. `temporary`: the same message may be tried again. */
  | {
      readonly kind: 'rejected';
      readonly reason: 'opted-out' | 'bad-address' | 'not-permitted' | 'temporary' | 'other';
    }
  /** The provider may have accepted it. */
  | { readonly kind: 'unknown' };

export interface Channel {
  readonly name: ChannelName;
  /** The most it may carry to a patient who has not accepted unsecured channels. */
  readonly ceiling: ContentLevel;
  /** Whether a business associate agreement covers it. */
  readonly phi: 'covered' | 'none';
  /** What the provider takes from all workers together: for the channel, and for each sender (a location). Unit: messages
   *  a second. Left out: as many as there are. */
  readonly limits?: { readonly perSecond?: number; readonly perSenderPerSecond?: number };
  /** Sends once, and gives up within two minutes, its own retries included: after that others look it up. Never throws for
   *  what a provider answers; a time-out is `unknown`. */
  send(message: OutboundMessage): Promise<SendResult>;
  /** Looks a lost send up, and gives up within two minutes. Absent where the provider cannot tell. `not-found` may be too early: it is asked twice, five
   *  minutes apart. A provider that shows a message later than that cannot tell. */
  find?(attempt: {
    readonly attemptId: string;
    readonly to: string;
    readonly after: string;
  }): Promise<
    | { readonly kind: 'accepted'; readonly providerId: string }
    | { readonly kind: 'not-found' }
    | { readonly kind: 'unclear' }
  >;
}
