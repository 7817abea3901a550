// Mode 1 and the checks of mode 3: what follows each clinical event. In: a journey as planners see it. Out: steps with
// dates, and for every line of the protocol without a step the reason. Rules owned: when a later event supersedes, what
// a hold, an end, a complication, a holdout or the start of the practice leaves out, and how a prompt follows its window.
import { live } from '../journey/journey.js';
import type { Wait } from '../journey/wait.js';
import {
  type CaseView,
  dueAt,
  isBooked,
  isHealthReportedSince,
  isRecallBooked,
  localDate,
  type Planning,
  waitAfter,
} from '../plan/planning.js';
import { silenceAfter, staffDropHours, staffStep } from '../plan/staff-step.js';
import type { MessageStep, NotPlanned, PlannedStep, StaffStep, StepEvent } from '../plan/step.js';
import { addHours } from '../shared/instant.js';
import { addDays, daysBetween } from '../shared/time.js';
import type { CadenceStep, Purpose } from './protocol.js';

export interface Planned {
  readonly steps: readonly PlannedStep[];
  readonly notPlanned: readonly NotPlanned[];
}

type Reason = NotPlanned['reason'];

/** A month or more before its window a prompt reserves instead of inviting. Unit: days. Source: practice preference. */
const reserveDays = 21;
/** A prompt before the window must come later than so long after the event: a week after the day-45 prompt. Unit: days.
 *  Source: practice preference. */
export const windowPromptAfterDays = 45 + 7;

export function planCadence(planning: Planning): Planned {
  const steps: PlannedStep[] = [];
  const notPlanned: NotPlanned[] = [];
  for (const view of planning.cases) {
    for (const event of view.events) {
      const course: Course = { view, event, wait: waitAfter(view, event), next: nextTurn(view, event) };
      for (const line of planning.protocol.cadence) {
        if (!line.after.includes(event.milestone)) continue;
        const result = line.enabled
          ? planLine(planning, course, line)
          : leftOut('switched-off', 'the practice switched it off');
        for (const one of result) {
          if ('reason' in one) notPlanned.push({ stepId: line.id, caseId: event.caseId, eventKey: event.key, ...one });
          else steps.push(...withNotReached(planning, event, line, one));
        }
      }
      steps.push(...earlyEscalation(planning, course));
    }
    steps.push(...setbacks(planning, view));
  }
  return { steps, notPlanned };
}

/** An event in the course of its case. */
interface Course {
  readonly view: CaseView;
  readonly event: StepEvent;
  /** The wait that began with it. */
  readonly wait: Wait | null;
  /** The day on which the case moved on: its next event, or an implant taken out. */
  readonly next: string | null;
}

function nextTurn({ events, found }: CaseView, event: StepEvent): string | null {
  let next: string | null = null;
  for (const { on } of [...events, ...found.failures])
    if (on !== null && on > event.on && (next === null || on < next)) next = on;
  return next;
}

type Outcome = MessageStep | { readonly reason: Reason; readonly words: string };
const leftOut = (reason: Reason, words: string): Outcome[] => [{ reason, words }];

function planLine(planning: Planning, course: Course, line: CadenceStep): Outcome[] {
  const { event, wait } = course;
  const lacks = line.onlyIf.find((trait) => !event.traits.includes(trait));
  if (lacks !== undefined) return leftOut('trait-missing', `only after ${lacks} treatment`);
  if (line.onlyIfAny.length > 0 && !line.onlyIfAny.some((trait) => event.traits.includes(trait)))
    return leftOut('trait-missing', `only after ${line.onlyIfAny.join(' or ')} treatment`);
  if (line.purpose === 'scheduling' && event.traits.includes('final'))
    return leftOut('case-ended', 'the final restoration is seated');
  const first = firstDay(event, line, wait);
  if (first === null) return leftOut('no-window', 'its wait has no window of its own, or opens at once');
  if (line.repeat === null)
    return [obstacleTo(planning, course, line, first) ?? stepOn(planning, course, line, first, '')];
  const { times, everyDays } = line.repeat;
  const until = line.purpose === 'recall' ? null : (wait?.lateOn ?? null);
  const outcomes: Outcome[] = [];
  for (let index = 0; index < times; index += 1) {
    const on = addDays(first, index * everyDays);
    // Only the first repeat tells why nothing comes: the later ones end with the wait or the case.
    if (until !== null && on > until)
      return index === 0 ? leftOut('window-closed', 'its wait is over by then') : outcomes;
    const obstacle = obstacleTo(planning, course, line, on);
    if (obstacle === null) outcomes.push(stepOn(planning, course, line, on, `#${index + 1}`));
    else if (index === 0 || obstacle.reason !== 'superseded') outcomes.push(obstacle);
  }
  return outcomes;
}

function firstDay(event: StepEvent, line: CadenceStep, wait: Wait | null): string | null {
  const plain = addDays(event.on, line.afterDays);
  if (line.from === 'window-opens') {
    if (wait?.opensOn == null || wait.event === 'final') return null;
    const on = addDays(wait.opensOn, line.afterDays);
    return daysBetween(event.on, on) > windowPromptAfterDays ? on : null;
  }
  const usual = wait?.typicalFromOn ?? null;
  return line.notAfterUsual && usual !== null && usual < plain ? usual : plain;
}

/** What stands in the way of a step on a day, in the order in which it is told. */
function obstacleTo(
  planning: Planning,
  { view, event, next }: Course,
  line: CadenceStep,
  on: string,
): Extract<Outcome, { reason: Reason }> | null {
  const person = personObstacle(planning, line.purpose);
  if (person !== null) return person;
  if (on < planning.practice.liveFromOn)
    return { reason: 'before-live', words: 'the practice did not send messages yet' };
  // Words that nothing is booked, not sent until the next visit took place, are never sent late.
  const isPast = next !== null && (on >= next || (line.unlessBooked && line.purpose !== 'recall'));
  if (isPast) return { reason: 'superseded', words: `the case moved on ${next}` };
  return courseObstacle(view, line.purpose, on, event.on) ?? bookingObstacle(planning, view, line, on);
}

/** What ends messages to a person, or to this purpose, altogether. */
export function personObstacle(
  { patient, enrolment, mayBeDead }: Planning,
  purpose: Purpose,
): { reason: Reason; words: string } | null {
  if (mayBeDead) return { reason: 'case-ended', words: 'the patient has died, or may have: staff make sure' };
  if (patient?.status === 'departed') return { reason: 'case-ended', words: 'the patient has left the practice' };
  if (enrolment?.arm === 'excluded') return { reason: 'not-enrolled', words: 'the case takes no part in the pilot' };
  const isHeldOut = enrolment?.arm === 'holdout' && (withheldFromHoldout as readonly Purpose[]).includes(purpose);
  return isHeldOut ? { reason: 'holdout', words: 'held out for comparison' } : null;
}

/** All that a holdout may ever go without: safety content is not in the type, and so cannot be added. */
type Withheld = Exclude<Purpose, 'safety' | 'scheduling' | 'recall'>;
const withheldFromHoldout: readonly Withheld[] = ['education', 'reactivation'];

/** Closed, on hold, or in trouble: cheerful words would be wrong. Safety goes on. */
export function courseObstacle(
  view: CaseView,
  purpose: Purpose,
  on: string,
  since: string,
): { reason: Reason; words: string } | null {
  const { holds } = view;
  if (holds.some(({ state, startsOn }) => state === 'closed' && startsOn <= on))
    return { reason: 'case-ended', words: 'staff closed the case' };
  if (purpose === 'safety') return null;
  const held = holds.some(
    ({ state, startsOn, endsOn }) =>
      state !== 'closed' && startsOn <= on && (endsOn === null ? state === 'held' : on < endsOn),
  );
  if (held) return { reason: 'on-hold', words: 'the case is on hold' };
  const trouble = view.found.complications.findLast((one) => one.on !== null && one.on >= since && one.on <= on)?.on;
  const released = holds.some(
    ({ state, startsOn, endsOn }) => state === 'resumed' && trouble != null && (endsOn ?? startsOn) >= trouble,
  );
  return trouble != null && !released
    ? { reason: 'complication', words: `paused since the complication of ${trouble}` }
    : null;
}

function bookingObstacle(
  planning: Planning,
  view: CaseView,
  line: CadenceStep,
  on: string,
): { reason: Reason; words: string } | null {
  if (!line.unlessBooked) return null;
  const booked = line.purpose === 'recall' ? isRecallBooked(planning, on) : isBooked(planning, view, on);
  return booked ? { reason: 'booked', words: 'the next visit is booked' } : null;
}

function stepOn(
  planning: Planning,
  { event, wait }: Course,
  line: CadenceStep,
  on: string,
  episode: string,
): MessageStep {
  const opensOn = wait === null || wait.event === 'final' ? null : wait.opensOn;
  const reserves = opensOn !== null && daysBetween(on, opensOn) > reserveDays;
  return {
    key: `${event.key}/${line.id}${episode}`,
    stepId: `${line.id}${episode}`,
    event,
    kind: line.kind,
    purpose: line.purpose,
    messageClass: line.messageClass,
    template: line.template,
    instrument: line.instrument,
    channels: line.channels,
    late: line.late,
    dueAt: dueAt(planning, on, line.at, event.locationId, line.messageClass),
    saysNotBooked: line.unlessBooked,
    isAnswer: false,
    values: reserves ? { opensOn } : {},
    mergedInto: null,
    cappedFrom: null,
    because: { rule: line.id, why: line.why, factIds: event.factIds },
  };
}

/** A surgical check of the first days that nobody answers becomes a staff item, unless the patient shows up first. */
function withNotReached(
  planning: Planning,
  event: StepEvent,
  line: CadenceStep,
  step: MessageStep,
): readonly PlannedStep[] {
  const { enabled, untilDay, afterHours, why } = planning.protocol.checks.notReached;
  if (!enabled || line.kind !== 'check' || line.afterDays > untilDay || !event.traits.includes('surgery'))
    return [step];
  if (isHealthReportedSince(planning, step.dueAt)) return [step];
  const isGrave = event.traits.includes('arch') || event.traits.includes('sinus') || line.onlyIf.includes('lower-jaw');
  return [
    step,
    staffStep({
      event,
      stepId: silenceAfter(step.stepId),
      reason: 'check-not-reached',
      tier: isGrave ? 'S' : 'R',
      dueAt: addHours(step.dueAt, line.notReachedAfterHours ?? afterHours),
      why,
      dropAfterHours: staffDropHours,
    }),
  ];
}

function earlyEscalation(planning: Planning, { view, event, next }: Course): readonly StaffStep[] {
  const { enabled, afterDays, at, why } = planning.protocol.earlyEscalation;
  const on = addDays(event.on, afterDays);
  if (!enabled || event.traits.includes('final') || (next !== null && on >= next) || on < planning.practice.liveFromOn)
    return [];
  if (personObstacle(planning, 'scheduling') !== null || courseObstacle(view, 'scheduling', on, event.on) !== null)
    return [];
  const { lastEngagedAt } = planning;
  const engaged = lastEngagedAt !== null && localDate(planning, lastEngagedAt, event.locationId) >= event.on;
  if (engaged || isBooked(planning, view, on)) return [];
  return [
    staffStep({
      event,
      stepId: 'early-escalation',
      reason: 'early-escalation',
      tier: 'R',
      dueAt: dueAt(planning, on, at, event.locationId),
      why,
      dropAfterHours: staffDropHours,
    }),
  ];
}

/** An implant taken out, trouble after delivery: staff choose the words. */
function setbacks(planning: Planning, view: CaseView): readonly StaffStep[] {
  const { found, events } = view;
  const anchor = events.at(-1);
  if (anchor === undefined || live(planning.journey.patient).some(({ status }) => status === 'deceased')) return [];
  const told = [
    ...found.failures.map((one) => ({
      ...one,
      reason: 'implant-removed' as const,
      why: 'an implant was taken out: choose what to tell the patient',
    })),
    ...found.complications.map((one) => ({
      ...one,
      reason: 'complication' as const,
      why: 'trouble after delivery: cheerful messages wait until staff resume the case',
    })),
  ];
  return told.flatMap(({ on, factIds, reason, why }) => {
    if (on === null || on < planning.practice.liveFromOn) return [];
    return [
      staffStep({
        event: anchor,
        stepId: `${reason}:${factIds[0]}`,
        reason,
        tier: 'R',
        dueAt: dueAt(planning, on, '12:00', anchor.locationId),
        why,
        factIds,
      }),
    ];
  });
}
