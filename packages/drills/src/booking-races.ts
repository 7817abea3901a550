// F8: a patient books while a worker holds the invitation to book. Whoever is first in the store is right: once the booking is
// acknowledged nothing is begun any more.
import { setTimeout as sleep } from 'node:timers/promises';
import { fixedClock } from '@implant-journey/core/testing';
import type { Drill } from './drill.js';
import { bookingOf, chartOf, patientIdOf, practiceId } from './made-up.js';
import { anHourLater, bill, nothingRecorded, progress, recordSurely } from './play.js';
import { seeded } from './seeded.js';
import { onStage } from './stage.js';

const sizes = { full: 10_000, short: 200 };
/** The invitation of day 45 is due at 10:00 in Chicago and in Phoenix. */
const placedOn = '2026-01-05';
const invitesAt = '2026-02-19T17:30:00Z';
const visitAt = '2026-03-12T15:00:00Z';
const atOnce = 50;

export const bookingRaces: Drill = {
  id: 'F8',
  name: 'booked while a worker holds the invitation',
  run: (size, seed) =>
    onStage(
      { seed, startsAt: invitesAt, provider: { answersWithinMs: 10 }, host: { batchSize: atOnce } },
      async (stage) => {
        const draw = seeded(seed);
        const recorded = nothingRecorded();
        const clock = fixedClock(invitesAt);
        const [web, worker] = [stage.hostWith(clock), stage.hostWith(clock)];
        const tell = progress('F8', sizes[size], 'races');
        let [begunBefore, stayed, openAfter] = [0, 0, 0];
        /** Bookings come within so long after the worker begins; kept so that each is first about as often. */
        let spreadMs = 60;
        for (let from = 0; from < sizes[size]; from += atOnce) {
          const numbers = Array.from({ length: atOnce }, (_, index) => from + index);
          await recordSurely(
            web,
            numbers.flatMap((number) => chartOf(number, placedOn)),
            recorded,
          );
          const bookings = numbers.map(async (number) => {
            await sleep(spreadMs * draw());
            await recordSurely(web, [bookingOf(number, invitesAt, visitAt)], recorded);
            const [journey] = await web.store.load(practiceId, [patientIdOf(number)]);
            const invitation = journey?.document.steps.find(({ step }) => step.stepId === 'day-45');
            if (invitation === undefined) throw new Error(`no invitation for ${patientIdOf(number)}`);
            if (invitation.state.kind === 'ended') stayed += 1;
            else if (invitation.attempts.length > 0) begunBefore += 1;
            else openAfter += 1;
          });
          await Promise.all([worker.journeys.dispatchDue(), ...bookings]);
          spreadMs *= stayed > begunBefore ? 1.5 : 1 / 1.5;
          tell(from + atOnce);
        }
        const now = await anHourLater(stage, { from: invitesAt });
        return bill(stage, recorded, {
          tries: sizes[size],
          now,
          notes: [`the booking was first ${stayed} times, the message ${begunBefore} times`],
          more: { stepsLost: openAfter },
        });
      },
    ),
};
