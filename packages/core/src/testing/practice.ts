// The made-up practice of tests and examples: one location in Chicago, one in Phoenix, where clocks never change.
import { type Practice, type PracticeInput, parsePractice } from '../practice/practice.js';

const long = { open: '08:00', close: '17:00' };
const early = { open: '07:00', close: '16:00' };
const daily = <Hours>(hours: Hours) => ({
  monday: hours,
  tuesday: hours,
  wednesday: hours,
  thursday: hours,
  friday: hours,
});

/** Open Monday to Friday: Chicago 8 to 5, Phoenix 7 to 4. Live from 2026 on. Fields told replace the whole field. */
export function practice(fields: Partial<PracticeInput> = {}): Practice {
  return parsePractice({
    id: 'harbor',
    name: 'Harbor Street Dental',
    liveFromOn: '2026-01-01',
    locations: [
      {
        id: 'chicago',
        name: 'Harbor Street Dental',
        zone: 'America/Chicago',
        phone: '(312) 555-0100',
        afterHoursPhone: '(312) 555-0199',
        hours: daily(long),
        team: ['ana', 'ben'],
        onCall: ['dr-cole', 'dr-dune'],
        bookingUrl: 'https://book.example.test/chicago',
      },
      {
        id: 'phoenix',
        name: 'Mesa Oral & Implant',
        zone: 'America/Phoenix',
        phone: '(602) 555-0101',
        hours: daily(early),
        team: ['mia'],
        onCall: ['dr-noor'],
      },
    ],
    ...fields,
  });
}
