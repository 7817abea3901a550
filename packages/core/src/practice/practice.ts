// What a practice tells about itself: its locations with zones, hours, teams and on-call path, and since when
// messages may go out. In: unknown settings. Out: typed settings, or the fields at fault with their mend.
import { z } from 'zod';
import { LocationId, PracticeId, PractitionerId } from '../shared/ids.js';
import { parseOrRefuse } from '../shared/parse.js';
import { isDate, isZone } from '../shared/time.js';

const Words = z.string().min(1);
const dateError = 'must be a calendar date; write it as YYYY-MM-DD';
const CalendarDate = z.string({ error: dateError }).refine(isDate, { error: dateError });
const zoneError = 'must be an IANA time zone; write it as America/Chicago';
const Zone = z.string({ error: zoneError }).refine(isZone, { error: zoneError });
const timeError = 'must be a time of day; write it as 08:00';
/** Wall-clock time of a day, `HH:mm`. */
export const TimeOfDay = z.string({ error: timeError }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: timeError });

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

const OpenHours = z.strictObject({ open: TimeOfDay, close: TimeOfDay }).refine(({ open, close }) => open < close, {
  error: 'must open before it closes; swap the times',
});
/** Hours by weekday; a day left out is closed. */
export const WeekHours = z.partialRecord(z.enum(weekdays), OpenHours);
export type WeekHours = z.output<typeof WeekHours>;

/** Somebody alerts go to, by an opaque id the host knows (a user, a group, a pager). */
const Recipient = Words;

export const Location = z.strictObject({
  id: LocationId,
  name: Words,
  zone: Zone,
  phone: Words,
  /** Number that is answered when the location is closed; null: the phone is given at any hour. */
  afterHoursPhone: Words.nullable().default(null),
  hours: WeekHours,
  /** Days on which the location is closed. */
  closedOn: z.array(CalendarDate).readonly().default([]),
  /** Coordinators who own its worklist, first to last: an alert nobody acknowledges climbs to the next. */
  team: z.array(Recipient).min(1, { error: 'must name somebody; give the id of a coordinator or a group' }).readonly(),
  /** Who is alerted where the location is closed, first to last. */
  onCall: z.array(Recipient).min(1, { error: 'must name somebody; red flags arrive at night too' }).readonly(),
  bookingUrl: z.url().nullable().default(null),
});
export type Location = z.output<typeof Location>;

/** Who takes part, as long as a practice tries the messages out. Assignments are sticky facts (`enrolment`). */
export const Pilot = z.strictObject({
  /** Cases whose first step here is earlier take no part. */
  casesFromOn: CalendarDate.nullable().default(null),
  locationIds: z.array(LocationId).readonly().nullable().default(null),
  practitionerIds: z.array(PractitionerId).readonly().nullable().default(null),
  /** Share of patients who take part, 0 to 1. */
  share: z.number().min(0).max(1).default(1),
  /** Share of those who are held out of education and reactivation, 0 to 1; safety content goes to all. */
  holdoutShare: z.number().min(0).max(1).default(0),
});
export type Pilot = z.output<typeof Pilot>;

export const Practice = z.strictObject({
  id: PracticeId,
  name: Words,
  locations: z.array(Location).min(1, { error: 'must name at least one location' }).readonly(),
  /** Day from which messages may go out; nothing due earlier is ever sent. */
  liveFromOn: CalendarDate,
  /** Zones a patient of unknown zone may live in; messages wait for hours that are allowed in all of them. */
  possibleZones: z.array(Zone).readonly().default([]),
  /** Hours after which the chart is too old for a message that says "nothing is booked". Source: practice preference. */
  freshForHours: z.number().positive().default(24),
  pilot: Pilot.nullable().default(null),
});
export type Practice = z.output<typeof Practice>;
export type PracticeInput = z.input<typeof Practice>;

/**
 * Reads the settings of a practice.
 * @throws {JourneyError} `practice/invalid` naming each field at fault and its mend.
 */
export function parsePractice(input: PracticeInput): Practice {
  return parseOrRefuse(Practice, input, 'practice/invalid', 'practice');
}
