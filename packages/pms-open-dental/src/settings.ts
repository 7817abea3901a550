// What the API cannot tell about an office and somebody must configure. In: unknown settings. Out: typed settings, or
// an error that names each field and its mend; and the office's own entries of the code map.
import { type CodeEntry, isZone, milestoneNames, parseOrRefuse, treatments } from '@implant-journey/core';
import { z } from 'zod';
import { purposeOfWords } from './visit-text.js';

const idError = 'must be the ClinicNum of the clinic; write it as a number';
const Id = z
  .union([z.string().regex(/^\d+$/, { error: idError }), z.number().int()], { error: idError })
  .transform(String);
const Words = z.string().min(1);
const zoneError = 'must be an IANA time zone; write it as America/Chicago';
const Zone = z.string({ error: zoneError }).refine(isZone, { error: zoneError });
const timeError = 'must be a time of day; write it as 08:00';
const Time = z.string({ error: timeError }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: timeError });
const OpenHours = z.strictObject({ open: Time, close: Time });
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const Clinic = z.strictObject({
  clinicNum: Id,
  name: Words,
  zone: Zone,
  phone: Words.optional(),
  /** Opening hours by weekday; a day left out is closed. */
  hours: z.partialRecord(z.enum(weekdays), OpenHours).default({}),
});

const OpenDentalSettings = z.strictObject({
  about: z.string().optional(),
  /** First and last day of the export; for the reader. */
  from: z.string().optional(),
  to: z.string().optional(),
  /** Zone of the office server, whose clock writes `DateTStamp`. */
  serverZone: Zone,
  /** Whether final restorations are completed in the chart when they are seated or when their impression is taken. */
  crownPosting: z.enum(['seat', 'impression']).default('seat'),
  /** Codes of the office's own: a treatment (`impression`, `placement`, ...) or a description in words. */
  officeCodes: z.record(Words, Words).default({}),
  /**
   * Letters behind the five characters of a code: a text (all are variants of the same treatment), or what each
   * letter means: `same`, `seat` (delivered) or `preparation` (posted before delivery).
   */
  codeSuffixes: z
    .union([z.string(), z.record(Words, z.enum(['same', 'seat', 'preparation']))], {
      error: 'must be a text, or same, seat or preparation for each letter; write it as { "d": "seat" }',
    })
    .default({}),
  /** Milestones that completed visits stand for, by `AppointmentTypeNum`. */
  appointmentTypes: z.record(Words, z.enum(milestoneNames)).default({}),
  clinics: z.array(Clinic).min(1, { error: 'must name at least one clinic; give clinicNum, name and zone' }),
  providerRoles: z.record(Words, z.enum(['dentist', 'surgeon', 'hygienist', 'other'])).default({}),
});
export type OpenDentalSettings = z.output<typeof OpenDentalSettings>;

/**
 * Reads the settings of an office.
 * @throws {JourneyError} `pms/invalid-settings` naming each field at fault and its mend.
 */
export function readSettings(input: unknown): OpenDentalSettings {
  return parseOrRefuse(OpenDentalSettings, input, 'pms/invalid-settings', 'settings');
}

/** The office's own code entries, to stand in front of the standard code map. A description that cannot be read maps nothing. */
export function codeMapOf(settings: OpenDentalSettings): readonly CodeEntry[] {
  return Object.entries(settings.officeCodes).flatMap(([code, meaning]): CodeEntry[] => {
    // Of words only an impression is taken; every other treatment must be named.
    const told = purposeOfWords(meaning) === 'impression' ? 'impression' : undefined;
    const treatment = treatments.find((known) => known === meaning) ?? told;
    return treatment === undefined ? [] : [{ codes: [code], treatment }];
  });
}
