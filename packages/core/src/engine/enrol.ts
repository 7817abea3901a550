// Who takes part while a practice tries messages out. In: a journey, the pilot's rules. Out: the enrolment to record, or
// null when there is one or no pilot. Rule owned: a patient's arm is drawn once, from the patient's id alone, and kept.
import { deriveCases } from '../journey/cases.js';
import { EnrolmentFact } from '../journey/fact.js';
import { type Journey, live } from '../journey/journey.js';
import { eventsOf } from '../plan/clinical-event.js';
import { draw } from '../shared/opaque.js';
import type { Rules } from './update.js';

export function enrolmentFor(journey: Journey, { practice, protocol }: Rules, now: string): EnrolmentFact | null {
  const { pilot } = practice;
  if (pilot === null || live(journey.enrolment).length > 0) return null;
  const events = deriveCases(journey, protocol.cases).cases.flatMap(eventsOf);
  const [first] = [...events].sort((a, b) => (a.on < b.on ? -1 : 1));
  if (first === undefined) return null;
  const isOutside =
    (pilot.casesFromOn !== null && first.on < pilot.casesFromOn) ||
    (pilot.locationIds !== null && !pilot.locationIds.some((id) => id === first.locationId)) ||
    (pilot.practitionerIds !== null && !pilot.practitionerIds.some((id) => id === first.practitionerId)) ||
    draw(`${practice.id}/${journey.patientId}/share`) >= pilot.share;
  const isHeldOut = draw(`${practice.id}/${journey.patientId}/holdout`) < pilot.holdoutShare;
  return EnrolmentFact.parse({
    kind: 'enrolment',
    id: `pilot:${journey.patientId}`,
    revision: 1,
    recordedAt: now,
    patientId: journey.patientId,
    arm: isOutside ? 'excluded' : isHeldOut ? 'holdout' : 'messages',
    decidedAt: now,
    reason: isOutside ? 'outside the pilot' : isHeldOut ? 'drawn for comparison' : 'takes part',
  });
}
