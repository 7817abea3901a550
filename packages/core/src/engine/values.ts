// The facts a message may speak of. In: a document, a step, the practice. Out: text by slot for the content package.
import type { MilestoneName } from '../journey/fact.js';
import { live } from '../journey/journey.js';
import { locationOf } from '../plan/planning.js';
import type { MessageStep } from '../plan/step.js';
import type { JourneyDocument } from './document.js';
import type { Rules } from './update.js';

/** What a patient is told to come after a milestone: the word by which templates choose their sentence. */
export const nextOf: Readonly<Partial<Record<MilestoneName, string>>> = {
  extraction: 'placement',
  graft_socket: 'placement',
  graft_ridge: 'placement',
  graft_sinus: 'placement',
  placement: 'restoration',
  second_stage: 'restoration',
  abutment: 'final',
  final: 'recall',
};

export function valuesFor(
  { journey }: JourneyDocument,
  step: MessageStep,
  { practice }: Rules,
): Readonly<Record<string, string>> {
  const patient = live(journey.patient).at(-1) ?? null;
  const location = locationOf({ practice, patient }, step.event.locationId);
  const told: Readonly<Record<string, string | null | undefined>> = {
    name: patient?.preferredName ?? patient?.givenName,
    practice: location.name,
    phone: location.phone,
    afterHoursPhone: location.afterHoursPhone ?? location.phone,
    bookingUrl: location.bookingUrl,
    milestone: step.event.milestone,
    next: nextOf[step.event.milestone],
    isCheck: step.kind === 'check' ? 'yes' : null,
    ...step.values,
  };
  return Object.fromEntries(Object.entries(told).flatMap(([slot, text]) => (text ? [[slot, text]] : [])));
}
