// The made-up practice of tests and examples: one location in Chicago, one in Phoenix, where clocks never change.
import { type Location, type Practice, type PracticeInput, parsePractice } from '../practice/practice.js';
import { simulatedPractice } from '../simulate/made-up-patient.js';

const chicago = simulatedPractice.locations[0] as Location;
const early = { open: '07:00', close: '16:00' };

/** Open Monday to Friday: Chicago 8 to 5, Phoenix 7 to 4. Live from 2026 on. Fields told replace the whole field. */
export function practice(fields: Partial<PracticeInput> = {}): Practice {
  return parsePractice({
    id: 'harbor',
    name: 'Harbor Street Dental',
    liveFromOn: '2026-01-01',
    locations: [
      {
        ...chicago,
        team: ['ana', 'ben'],
        onCall: ['dr-cole', 'dr-dune'],
        bookingUrl: 'https://book.example.test/chicago',
      },
      {
        id: 'phoenix',
        name: 'Mesa Oral & Implant',
        zone: 'America/Phoenix',
        phone: '(602) 555-0101',
        hours: { monday: early, tuesday: early, wednesday: early, thursday: early, friday: early },
        team: ['mia'],
        onCall: ['dr-noor'],
      },
    ],
    ...fields,
  });
}
