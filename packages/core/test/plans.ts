// Plans and stored steps in a few words for tests: what a test speaks about is named in the call. Times are those of
// Chicago's clocks; the made-up practice is live from 2026 on. Nothing here knows a rule of the code under test.
import {
  emptyJourney,
  foldFacts,
  type Journey,
  type JourneyFact,
  type MessageStep,
  type PlannedStep,
  type Practice,
  type Protocol,
  type StaffStep,
  type StepEvent,
  type StepState,
  type StoredStep,
  standardProtocol,
} from '@implant-journey/core';
import { practice } from '@implant-journey/core/testing';
import { type Planning, planningOf } from '../src/plan/planning.js';
import { addDays } from '../src/shared/time.js';
import { at, wall } from './escalations.js';

/** The Monday on which things happen unless told otherwise. */
export const day0 = '2026-01-12';
/** So many days after that Monday. */
export const day = (number: number) => addDays(day0, number);

interface World {
  readonly protocol?: Protocol;
  readonly practice?: Practice;
}

export function journeyOf(facts: readonly JourneyFact[]): Journey {
  return foldFacts(emptyJourney('harbor', 'made-up-1'), facts);
}

export function planningFor(facts: readonly JourneyFact[], world: World = {}): Planning {
  return planningOf(journeyOf(facts), world.protocol ?? standardProtocol, world.practice ?? practice());
}

/** `day-7 7` for each message and check, in order of time: the step and the days after that Monday. */
export function messagesIn(steps: readonly PlannedStep[]): readonly string[] {
  return datesOf(steps.filter(({ kind }) => kind !== 'staff'));
}

export function staffIn(steps: readonly PlannedStep[]): readonly string[] {
  return datesOf(steps.filter(({ kind }) => kind === 'staff'));
}

function datesOf(steps: readonly PlannedStep[]): readonly string[] {
  const daysAfter = ({ dueAt }: PlannedStep) => {
    const on = (wall(dueAt) as string).slice(0, 10);
    return Math.round((Date.parse(on) - Date.parse(day0)) / 86_400_000);
  };
  return [...steps]
    .sort((a, b) => (a.dueAt + a.key < b.dueAt + b.key ? -1 : 1))
    .map((step) => `${step.stepId} ${daysAfter(step)}`);
}

/** A placement at tooth 9 on that Monday, as `row-1` tells it. */
export function event(fields: Partial<StepEvent> = {}): StepEvent {
  const { milestone = 'placement', factIds = ['row-1'] } = fields;
  return {
    key: `${milestone}:${factIds[0]}`,
    caseId: '9',
    milestone,
    on: day0,
    teeth: ['9'],
    arch: null,
    factIds,
    locationId: 'chicago',
    traits: [],
    ...fields,
  };
}

type Told<Step> = Partial<Omit<Step, 'dueAt'>> & {
  /** Due when Chicago's clocks show this; 10:00 when no time is told. */
  readonly due?: string;
};

const instant = (wallClock: string) => at(wallClock.length === 10 ? `${wallClock} 10:00` : wallClock);

/** An education message: sent within 24 hours, then dropped. */
export function message({ due = day(7), ...fields }: Told<MessageStep> = {}): MessageStep {
  const { stepId = 'day-7', event: of = event() } = fields;
  return {
    key: `${of.key}/${stepId}`,
    stepId,
    event: of,
    kind: 'message',
    purpose: 'education',
    messageClass: 'care',
    template: stepId,
    instrument: null,
    channels: ['sms', 'portal', 'email'],
    late: { sendWithinHours: 24, variant: null, otherwise: 'drop', why: 'old words', source: 'test' },
    dueAt: instant(due),
    saysNotBooked: false,
    isAnswer: false,
    values: {},
    mergedInto: null,
    cappedFrom: null,
    because: { rule: stepId, why: 'told by the protocol', factIds: of.factIds },
    ...fields,
  };
}

/** A staff item that is dropped a week after it was due. */
export function staff({ due = day(30), ...fields }: Told<StaffStep> = {}): StaffStep {
  const { stepId = 'early-escalation', event: of = event() } = fields;
  return {
    key: `${of.key}/${stepId}`,
    stepId,
    event: of,
    kind: 'staff',
    reason: 'early-escalation',
    tier: 'R',
    dueAt: instant(due),
    dropAfterHours: 7 * 24,
    about: [],
    because: { rule: stepId, why: 'nobody answered', factIds: of.factIds },
    ...fields,
  };
}

export const states = {
  planned: { kind: 'planned' },
  accepted: { kind: 'sent', as: 'accepted', channel: 'sms', at: at(`${day0} 17:00`) },
  claimed: { kind: 'claimed', attemptId: 'attempt-1', channel: 'sms', at: at(`${day0} 17:00`) },
  unknown: { kind: 'unknown', attemptId: 'attempt-1', channel: 'sms', at: at(`${day0} 17:00`) },
} as const satisfies Record<string, StepState>;

export const ended = (reason: Extract<StepState, { kind: 'ended' }>['reason']): StepState => ({
  kind: 'ended',
  reason,
  why: 'told by the test',
  at: at(`${day0} 17:00`),
});

export function stored(
  step: PlannedStep,
  state: StepState = states.planned,
  rest: Partial<StoredStep> = {},
): StoredStep {
  return { step, state, attempts: [], trail: [], protocol: { id: 'standard', version: 1 }, ...rest };
}
