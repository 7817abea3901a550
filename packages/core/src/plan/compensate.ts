// What is owed after a message went out about something the chart no longer says. In: the stored steps, the events of
// the chart, the instant. Out: staff items. Rules owned: a voided event makes exactly one compensating act, a day later,
// so that a row deleted and posted again makes none; a corrected tooth, day or treatment is told to staff once.
import type { Protocol } from '../cadence/protocol.js';
import { addHours } from '../shared/instant.js';
import { opaque } from '../shared/opaque.js';
import { kinship } from './clinical-event.js';
import type { IsSameEvent } from './follow-chart.js';
import { staffStep } from './staff-step.js';
import { isPending, type MessageStep, type StaffStep, type StepEvent, type StoredStep } from './step.js';

/** @param reachedPatient - Whether the patient has, or may have, a stored message. */
export function compensations(
  stored: readonly StoredStep[],
  reachedPatient: (one: StoredStep) => boolean,
  events: readonly StepEvent[],
  isSameEvent: IsSameEvent,
  protocol: Protocol,
  now: string,
): readonly StaffStep[] {
  const changed = new Map<string, StaffStep>();
  const voided: MessageStep[] = [];
  const spokenFor = new Set(
    stored.flatMap((one) => (one.step.kind === 'staff' && isOpened(one) ? one.step.about : [])),
  );
  for (const one of stored) {
    if (one.step.kind === 'staff' || one.step.isAnswer || !reachedPatient(one)) continue;
    const { event, key } = one.step;
    const matched = events.filter((other) => isSameEvent(event, other));
    if (matched.length === 0) {
      if (!spokenFor.has(key)) voided.push(one.step);
      continue;
    }
    const step = changedStep(event, matched, now);
    if (step !== null) changed.set(step.key, step);
  }
  // Where the chart shows neither, what lies near is taken for one event: staff are asked once.
  const isOne: IsOne = (a, b) => isSameEvent(a, b) || kinship(a, b) !== null;
  const withdrawn =
    protocol.withdrawal.act === 'none'
      ? []
      : clustersOf(voided, isOne).map((steps) => withdrawnStep(steps, stored, isOne, protocol, now));
  return [...changed.values(), ...withdrawn];
}

type IsOne = (a: StepEvent, b: StepEvent) => boolean;

/** The sent messages of one event, however its row and tooth were corrected in between. */
function clustersOf(steps: readonly MessageStep[], isOne: IsOne): readonly (readonly MessageStep[])[] {
  const clusters: MessageStep[][] = [];
  for (const step of [...steps].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const own = clusters.find((cluster) => cluster.some(({ event }) => isOne(event, step.event)));
    if (own === undefined) clusters.push([step]);
    else own.push(step);
  }
  return clusters;
}

/** The same item as long as it waits; another one only for messages that went out after it was opened. */
function withdrawnStep(
  steps: readonly MessageStep[],
  stored: readonly StoredStep[],
  isOne: IsOne,
  protocol: Protocol,
  now: string,
): StaffStep {
  const { event } = steps[0] as MessageStep;
  const earlier = stored.filter(
    ({ step }) =>
      step.kind === 'staff' &&
      step.reason === 'withdrawn-after-sending' &&
      steps.some((one) => isOne(step.event, one.event)),
  );
  const pending = earlier.find(isPending);
  const number = earlier.filter(isOpened).length;
  const { afterHours, why } = protocol.withdrawal;
  const stepId = pending?.step.stepId ?? (number === 0 ? 'withdrawn' : `withdrawn#${number + 1}`);
  const dueAt = pending?.step.dueAt ?? addHours(now, afterHours);
  const about = steps.map(({ key }) => key);
  return staffStep({ event, stepId, reason: 'withdrawn-after-sending', tier: 'R', dueAt, why, about });
}

function isOpened({ state }: StoredStep): boolean {
  return state.kind === 'ended' && state.reason === 'handed-to-staff';
}

/** Regrouped sites and further teeth are no change; another day, treatment or tooth is. */
function changedStep(event: StepEvent, matched: readonly StepEvent[], now: string): StaffStep | null {
  const sameDay = matched.some(({ on, milestone }) => on === event.on && milestone === event.milestone);
  const isShown = (tooth: string) => matched.some(({ teeth }) => teeth.includes(tooth));
  if (sameDay && event.teeth.every(isShown)) return null;
  const signature = matched
    .map(({ milestone, on, teeth: own }) => `${milestone}/${on}/${own.join('+')}`)
    .sort()
    .join(',');
  const why = 'the chart was corrected after a message about it went out: check whether the patient must be told';
  return staffStep({
    event: matched[0] as StepEvent,
    stepId: `changed:${opaque(signature)}`,
    reason: 'changed-after-sending',
    tier: 'R',
    dueAt: now,
    why,
  });
}
