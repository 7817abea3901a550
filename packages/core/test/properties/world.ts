// One patient's journey on a virtual clock: the pure halves of the engine, a provider that answers as told, and a record
// of everything that reached the patient. In: facts and instants. Out: the document after each, and what was delivered.
// Nothing here decides: it only drives update, takeDue and settle as the engine does, and asks after every tick.
import {
  emptyDocument,
  type JourneyDocument,
  type JourneyFact,
  type MessageStep,
  nextDueAt,
  type Rules,
  type StoredStep,
  simulatedPractice,
  standardProtocol,
  update,
} from '@implant-journey/core';
import { escalationAction } from '@implant-journey/core/testing';
import type { ChannelName } from '../../src/cadence/protocol.js';
import { type Outcome, settle } from '../../src/engine/settle.js';
import { type LookUp, takeDue } from '../../src/engine/take-due.js';
import type { Send } from '../../src/engine/take-message.js';
import { lateness } from '../../src/plan/lateness.js';
import { msOf } from '../../src/shared/instant.js';

/** What one accepted message brought the patient. */
export interface Delivered {
  readonly at: string;
  readonly attemptId: string;
  readonly channel: ChannelName;
  readonly to: string;
  /** The leading step, then those it carried, as they stood when it left. */
  readonly steps: readonly MessageStep[];
}

interface WorldOptions {
  readonly rules?: Rules;
  readonly channels?: readonly ChannelName[];
  /** What the provider says to a send, and to the question what became of it. */
  readonly provider?: (send: Send) => { readonly outcome: Outcome; readonly arrives: boolean };
  readonly lookUp?: (lookUp: LookUp) => Outcome;
  /** Asked after every tick: whether somebody closes what is open. Nobody ever does: alerts climb for ever. */
  readonly staffCloses?: () => boolean;
  /** Asked after every change of the document. */
  readonly afterTick?: (world: World) => void;
}

export type World = ReturnType<typeof createWorld>;

export const standardRules: Rules = { practice: simulatedPractice, protocol: standardProtocol };
/** More ticks at one instant than any journey needs: something is due for ever. */
const maxTicks = 20;

export function createWorld(startAt: string, options: WorldOptions = {}) {
  const { rules = standardRules, channels = ['sms', 'portal', 'email'] } = options;
  const { provider = accepted, lookUp = () => ({ kind: 'not-found' }), staffCloses = () => true, afterTick } = options;
  const delivered: Delivered[] = [];
  let attempts = 0;
  const world = {
    now: startAt,
    document: emptyDocument(rules.practice.id, 'made-up-1'),
    delivered: delivered as readonly Delivered[],
    rules,
    /** Facts arrive now. */
    record(facts: readonly JourneyFact[]) {
      world.document = update(world.document, facts, rules, world.now).document;
      afterTick?.(world);
    },
    /** What is due is done, one due time after the other, until the clock shows `until`. */
    runUntil(until: string) {
      let ticks = 0;
      for (;;) {
        const next = nextDueAt(world.document);
        if (next === null || msOf(next) > msOf(until)) break;
        ticks = msOf(next) > msOf(world.now) ? 0 : ticks + 1;
        if (ticks > maxTicks) throw new Error(`something stays due at ${world.now}: ${describe(world.document)}`);
        if (ticks === 0) world.now = next;
        tick();
        if (staffCloses()) closeAll();
      }
      if (msOf(until) > msOf(world.now)) world.now = until;
    },
    tick,
  };

  function tick() {
    const { now } = world;
    const taken = takeDue(update(world.document, [], rules, now).document, {
      ...rules,
      now,
      channels,
      ceilings: {},
      chartAsOf: null,
      elsewhere: [],
      noRoomUntil: null,
      content: {
        render: ({ templates }) => ({ subject: null, body: templates.join(' + '), language: 'en', version: 'en 1' }),
      },
      newId: () => {
        attempts += 1;
        return `attempt-${attempts}`;
      },
    });
    let { document } = taken;
    for (const send of taken.sends) {
      const { outcome, arrives } = provider(send);
      if (arrives) delivered.push(deliveredBy(send, document, now));
      document = settle(document, send.key, send.message.attemptId, outcome, rules, now);
    }
    for (const one of taken.lookUps) document = settle(document, one.key, one.attemptId, lookUp(one), rules, now);
    const handed = taken.notices.map(({ id }) => id);
    world.document = handed.length === 0 ? document : { ...document, notified: [...document.notified, ...handed] };
    afterTick?.(world);
  }

  function closeAll() {
    const open = world.document.escalations.filter(({ state }) => state !== 'closed');
    if (open.length === 0) return;
    world.record(
      open.map(({ id }) =>
        escalationAction({ id: `close-${id}`, escalationId: id, action: 'closed', at: world.now, outcome: 'reached' }),
      ),
    );
  }

  return world;
}

const accepted = ({ message }: Send) => ({
  outcome: { kind: 'accepted' as const, providerId: `provider-${message.attemptId}` },
  arrives: true,
});

function deliveredBy({ key, channel, message }: Send, { steps }: JourneyDocument, at: string): Delivered {
  const isMessage = (one: StoredStep): one is StoredStep & { step: MessageStep } => one.step.kind !== 'staff';
  const messages = steps.filter(isMessage);
  const lead = messages.filter(({ step }) => step.key === key);
  const carried = messages.filter(
    ({ step, state }) =>
      step.mergedInto === key &&
      state.kind === 'ended' &&
      state.reason === 'merged' &&
      lateness(step, at).kind === 'send',
  );
  return {
    at,
    attemptId: message.attemptId,
    channel,
    to: message.to,
    steps: [...lead, ...carried].map(({ step }) => step),
  };
}

function describe({ steps }: JourneyDocument): string {
  return steps.map(({ step, state }) => `${step.key} ${state.kind}`).join(', ');
}
