// Branded ids: a procedure's id cannot be passed where a patient's is meant. In: any non-empty text a
// practice-management system uses as a key. Out: the same text with a compile-time brand.
import { z } from 'zod';

function id<Brand extends string>(of: string) {
  const error = `must be the ${of}'s id as text; send the system's own key, numbers turned into text`;
  return z.string({ error }).min(1, { error }).max(200, { error }).brand<Brand>();
}

export const PracticeId = id<'PracticeId'>('practice');
export const PatientId = id<'PatientId'>('patient');
export const LocationId = id<'LocationId'>('location');
export const PractitionerId = id<'PractitionerId'>('practitioner');
export const ProcedureId = id<'ProcedureId'>('procedure');
export const AppointmentId = id<'AppointmentId'>('appointment');
export const FactId = id<'FactId'>('entity');

export type PracticeId = z.output<typeof PracticeId>;
export type PatientId = z.output<typeof PatientId>;
export type LocationId = z.output<typeof LocationId>;
export type PractitionerId = z.output<typeof PractitionerId>;
export type ProcedureId = z.output<typeof ProcedureId>;
export type AppointmentId = z.output<typeof AppointmentId>;
