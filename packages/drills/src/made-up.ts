// The made-up patients of the drills. In: a number. Out: what the chart says of that patient. All of them had an implant
// placed on one Monday; the message of that evening is due at 17:00 where they live.
import type { JourneyFact } from '@implant-journey/core';
import { appointment, consent, contactPoint, patient, practice, procedure } from '@implant-journey/core/testing';

export const madeUpPractice = practice();
export const practiceId: string = madeUpPractice.id;
/** When the chart was written. */
export const placedAt = '2026-01-12T21:40:00Z';
/** Twenty minutes after the evening's message is due in Chicago and Phoenix; nobody is asleep for another hour and a half. */
export const eveningAt = '2026-01-13T00:20:00Z';

const firstNumber = 5_550_000;

export const patientIdOf = (number: number) => `patient-${number}`;
/** Whose phone a message went to. */
export const patientAt = (to: string) => patientIdOf(Number(to.slice(3)) - firstNumber);
export const phoneOf = (number: number) => `312${firstNumber + number}`;

/** @param serviceOn - When the implant was placed. Default: that Monday. */
export function chartOf(number: number, serviceOn = '2026-01-12'): readonly JourneyFact[] {
  const patientId = patientIdOf(number);
  return [
    patient({ patientId, locationId: number % 2 === 0 ? 'chicago' : 'phoenix' }),
    contactPoint({ patientId, value: phoneOf(number) }),
    consent({ patientId }),
    procedure({ patientId, id: `implant-${number}`, teeth: ['19'], serviceOn }),
  ];
}

/** A visit for the next step of the case; with it nobody is invited to book one. */
export function bookingOf(number: number, bookedAt: string, startsAt: string): JourneyFact {
  const patientId = patientIdOf(number);
  const work = [{ code: 'D6057', teeth: ['19'] }];
  return appointment({ patientId, id: `visit-${number}`, recordedAt: bookedAt, startsAt, work });
}
