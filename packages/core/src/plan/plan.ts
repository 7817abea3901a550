// The plan of a journey: every message, check and staff item it should have, with its date. In: journey, protocol,
// practice. Out: the desired plan. Rule owned: it depends on facts and protocol alone, never on a clock, so that nothing
// needs to be planned again as time passes, and the same facts always give the identical plan.

import { planCadence } from '../cadence/plan-cadence.js';
import type { Protocol } from '../cadence/protocol.js';
import type { Journey } from '../journey/journey.js';
import type { Practice } from '../practice/practice.js';
import { planAnswers } from '../questionnaires/plan-answers.js';
import { planReactivation } from '../reactivation/plan-reactivation.js';
import { compareText } from '../shared/compare.js';
import { compareInstants } from '../shared/instant.js';
import { mergeAndCap } from './merge-and-cap.js';
import { planningOf } from './planning.js';
import type { DesiredPlan, PlannedStep } from './step.js';

/**
 * Plans a journey.
 * @returns Steps in order of due time, then key; and for every line of the protocol that has no step the reason.
 * @throws {JourneyError} `protocol/invalid` when the send window never opens for this patient.
 */
export function plan(journey: Journey, protocol: Protocol, practice: Practice): DesiredPlan {
  const planning = planningOf(journey, protocol, practice);
  const cadence = planCadence(planning);
  const reactivation = planReactivation(planning);
  const answers = planAnswers(planning);
  const steps = mergeAndCap(planning, [...cadence.steps, ...reactivation.steps, ...answers]);
  return {
    protocol: { id: protocol.id, version: protocol.version },
    steps: steps.toSorted(byDue),
    notPlanned: [...cadence.notPlanned, ...reactivation.notPlanned],
    events: planning.cases.flatMap(({ events }) => events),
  };
}

function byDue(a: PlannedStep, b: PlannedStep): number {
  return compareInstants(a.dueAt, b.dueAt) || compareText(a.key, b.key);
}
