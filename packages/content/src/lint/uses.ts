// What a protocol may send. In: a protocol. Out: each template with the channels it may use, the events it follows and
// whether it is a check, an answer or a plain message. Rules owned: a step that is switched off sends nothing; a late
// variant uses its step's channels; answers go to text, portal and email.
import type { ChannelName, MilestoneName, Protocol } from '@implant-journey/core';

export interface SampleEvent {
  readonly milestone: MilestoneName;
  readonly traits: readonly string[];
}

export interface Use {
  readonly template: string;
  readonly channels: readonly ChannelName[];
  readonly events: readonly SampleEvent[];
  readonly isCheck: boolean;
  /** Set for the answers to a check or a reply. */
  readonly band: keyof Protocol['checks']['answers'] | null;
}

/** Source: planAnswers of core. */
const answerChannels: readonly ChannelName[] = ['sms', 'portal', 'email'];

const event = (milestone: MilestoneName, ...traits: string[]): SampleEvent => ({ milestone, traits });

/** Events as core derives them: every trait on each milestone it occurs with. */
const sampleEvents: readonly SampleEvent[] = [
  event('extraction', 'surgery', 'lower-jaw', 'single'),
  event('extraction', 'surgery', 'upper-jaw', 'bridge'),
  event('graft_socket', 'surgery', 'lower-jaw', 'graft', 'single'),
  event('graft_ridge', 'surgery', 'upper-jaw', 'graft', 'bridge'),
  event('graft_sinus', 'surgery', 'upper-jaw', 'graft', 'sinus', 'single'),
  event('placement', 'surgery', 'upper-jaw', 'implant', 'single'),
  event('placement', 'surgery', 'lower-jaw', 'implant', 'single'),
  event('placement', 'surgery', 'lower-jaw', 'graft', 'implant', 'immediate', 'interim-tooth', 'single'),
  event('placement', 'surgery', 'upper-jaw', 'graft', 'sinus', 'implant', 'bridge'),
  event('placement', 'surgery', 'lower-jaw', 'implant', 'arch', 'immediate', 'interim-tooth', 'full-arch'),
  event('placement', 'surgery', 'upper-jaw', 'implant', 'arch', 'overdenture'),
  event('second_stage', 'lower-jaw', 'second-stage', 'single'),
  event('second_stage', 'upper-jaw', 'second-stage', 'full-arch'),
  event('abutment', 'lower-jaw', 'single'),
  event('abutment', 'upper-jaw', 'bridge'),
  event('final', 'lower-jaw', 'final', 'single'),
  event('final', 'upper-jaw', 'final', 'full-arch'),
];
/** A reply of a patient whose chart holds no event. */
const noEvent = event('consult');

export function usesOf(protocol: Protocol): readonly Use[] {
  const steps = protocol.cadence
    .filter(({ enabled }) => enabled)
    .flatMap((step): Use[] => {
      const events = sampleEvents.filter(
        ({ milestone, traits }) =>
          step.after.includes(milestone) &&
          step.onlyIf.every((trait) => traits.includes(trait)) &&
          (step.onlyIfAny.length === 0 || step.onlyIfAny.some((trait) => traits.includes(trait))),
      );
      const use = { channels: step.channels, events, isCheck: step.kind === 'check', band: null };
      return templatesOf(step).map((template) => ({ template, ...use }));
    });
  const waiting = sampleEvents.filter(({ milestone }) => milestone !== 'final');
  const messages = protocol.reactivation.enabled ? protocol.reactivation.messages.filter(({ enabled }) => enabled) : [];
  const invitations = messages.flatMap((message): Use[] => {
    const use = { channels: message.channels, events: waiting, isCheck: false, band: null };
    return templatesOf(message).map((template) => ({ template, ...use }));
  });
  const bands = Object.keys(protocol.checks.answers) as (keyof Protocol['checks']['answers'])[];
  const answers = bands.map(
    (band): Use => ({
      template: protocol.checks.answers[band],
      channels: answerChannels,
      events: [...sampleEvents, noEvent],
      isCheck: false,
      band,
    }),
  );
  return [...steps, ...invitations, ...answers];
}

function templatesOf({ template, late }: Pick<Protocol['cadence'][number], 'template' | 'late'>): readonly string[] {
  return late.variant === null ? [template] : [template, late.variant.template];
}
