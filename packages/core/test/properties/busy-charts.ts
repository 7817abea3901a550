// Charts of patients much is done to: several sites, often on one day, so that their messages meet. In: random rows of
// real treatment between January and July 2026, some corrected. Out: every snapshot ever reported.
import { addDays, type JourneyFact } from '@implant-journey/core';
import { appointment, hold, patient, procedure } from '@implant-journey/core/testing';
import fc from 'fast-check';

/** Few days, so that many things fall on one of them or a week apart. */
const busyDay = fc
  .tuple(fc.constantFrom(0, 0, 0, 3, 7, 27, 30, 60, 100, 150), fc.constantFrom(0, 0, 0, 1, 4))
  .map(([from, days]) => addDays('2026-01-12', from + days));

const treatment = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      code: fc.constantFrom('D6010', 'D6010', 'D7953', 'D7140', 'D6011', 'D6057', 'D6058', 'D6081', 'D6100'),
      teeth: fc.constantFrom('3', '9', '19', '20', '30').map((tooth) => [tooth]),
    }),
  },
  { weight: 1, arbitrary: fc.record({ code: fc.constant('D6114'), arch: fc.constant('U' as const) }) },
  { weight: 1, arbitrary: fc.record({ code: fc.constant('D7951'), quadrant: fc.constant('UR' as const) }) },
);

const rowState = fc
  .record({
    what: treatment,
    on: busyDay,
    status: fc.constantFrom('completed' as const, 'completed' as const, 'completed' as const, 'planned' as const),
    deleted: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
  })
  .map(({ what, on, status, deleted }) => ({
    ...what,
    status,
    deleted,
    serviceOn: status === 'completed' ? on : null,
    plannedOn: '2026-01-10',
  }));

const visit = fc.record({
  status: fc.constantFrom('scheduled' as const, 'broken' as const, 'completed' as const),
  startsAt: busyDay.map((on) => `${addDays(on, 40)}T16:00:00Z`),
  work: fc.constantFrom([{ code: 'D6011', teeth: ['19'] }], [{ code: 'D6058', teeth: ['9'] }], [{ code: 'D1110' }]),
});

const pause = fc.record({
  state: fc.constantFrom('held' as const, 'resumed' as const, 'closed' as const),
  startsOn: busyDay,
  endsOn: fc.option(busyDay.map((on) => addDays(on, 20))),
  teeth: fc.constantFrom([], ['19']),
});

/** At most so many rows, each with up to two snapshots; ids differ between charts of another `prefix`. */
export function busyChart(rows: number, prefix = ''): fc.Arbitrary<readonly JourneyFact[]> {
  const snapshots = fc.array(rowState, { minLength: 1, maxLength: 2 });
  return fc
    .tuple(
      fc.array(snapshots, { minLength: 1, maxLength: rows }),
      fc.array(visit, { maxLength: 1 }),
      fc.array(pause, { maxLength: 1 }),
      fc.constantFrom(null, null, null, null, null, 'departed' as const, 'deceased' as const),
    )
    .map(([chains, visits, pauses, word]): JourneyFact[] => [
      ...chains.flatMap((states, index) =>
        states.map((state, revision) => procedure({ id: `${prefix}row-${index}`, revision, ...state })),
      ),
      ...visits.map((fields) => appointment({ id: `${prefix}visit`, ...fields })),
      ...pauses.map((fields) => hold({ id: `${prefix}hold`, ...fields })),
      ...(word === null ? [] : [patient({ revision: 2, status: word })]),
    ]);
}
