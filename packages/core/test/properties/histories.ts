// Generated chart histories for the laws: every entity is a chain of snapshots with growing revisions, planned,
// completed, corrected to another tooth or day, undone, deleted, posted again. Noise is what no case may notice.
import type { AppointmentFact, JourneyFact, ProcedureFact } from '@implant-journey/core';
import { appointment, hold, milestoneReport, patient, planItem, procedure } from '@implant-journey/core/testing';
import fc from 'fast-check';

const toothCodes = [
  'D7140',
  'D7210',
  'D7953',
  'D7950',
  'D6010',
  'D6013',
  'D6104',
  'D6011',
  'D6085',
  'D6057',
  'D6058',
  'D6065',
  'D6068',
  'D6240',
  'D6191',
  'D6081',
  'D6100',
];
const archCodes = { U: ['D6110', 'D6114', 'D6119'], L: ['D6111', 'D6115', 'D6118'] } as const;
const teeth = ['3', '4', '5', '13', '14', '19', '22', '27', '30'];
const noiseCodes = [
  'D1110',
  'D0120',
  'D0274',
  'D2391',
  'D2740',
  'D3330',
  'D4341',
  'D4263',
  'D5110',
  'D6012',
  'D6740',
  'D7240',
  'D7292',
  'D8670',
  'D9986',
  'D9987',
  'D0171',
  'D0140',
  'D0150',
  'D0367',
  'D6190',
];

export const day = fc
  .integer({ min: 0, max: 700 })
  .map((days) => new Date(Date.UTC(2025, 0, 1) + days * 86_400_000).toISOString().slice(0, 10));
const status = fc.constantFrom<ProcedureFact['status']>(
  'planned',
  'planned-inactive',
  'completed',
  'completed',
  'completed',
  'existing-elsewhere',
  'referred',
  'condition',
);

const place = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      code: fc.constantFrom(...toothCodes),
      teeth: fc.constantFrom(...teeth).map((tooth) => [tooth]),
    }),
  },
  { weight: 1, arbitrary: fc.record({ code: fc.constantFrom(...archCodes.U), arch: fc.constant('U' as const) }) },
  { weight: 1, arbitrary: fc.record({ code: fc.constantFrom(...archCodes.L), arch: fc.constant('L' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ code: fc.constant('D7951'), quadrant: fc.constantFrom('UR' as const, 'UL' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ code: fc.constantFrom('D0150', 'D0367', 'D6190', 'D6010') }) },
);

const procedureState = fc
  .tuple(
    place,
    status,
    fc.option(day, { freq: 8 }),
    fc.option(day),
    fc.boolean(),
    fc.option(fc.constantFrom('v1', 'v2')),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([where, word, on, plannedOn, deleted, appointmentId, fee]) => ({
    ...where,
    status: word,
    serviceOn: word.startsWith('planned') ? null : on,
    plannedOn,
    deleted: deleted && fee < 4,
    appointmentId,
    feeCents: fee * 10_000,
  }));

/** Snapshots of one entity: some share a revision, so that the tie-break is met too. */
function chain<S>(
  state: fc.Arbitrary<S>,
  build: (id: string, revision: number, state: S) => JourneyFact,
): fc.Arbitrary<(id: string) => JourneyFact[]> {
  return fc
    .array(fc.tuple(state, fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 4 })
    .map((states) => (id) => states.map(([one, revision]) => build(id, revision, one)));
}

const visitState = fc.record({
  status: fc.constantFrom<AppointmentFact['status']>(
    'scheduled',
    'completed',
    'broken',
    'unscheduled',
    'planned',
    'note',
  ),
  startsAt: fc.option(day.map((on) => `${on}T16:00:00Z`)),
  work: fc.array(
    fc.record({
      teeth: fc.constantFrom(...teeth).map((tooth) => [tooth]),
      purpose: fc.constantFrom('impression' as const, 'placement' as const, 'final' as const),
    }),
    { maxLength: 2 },
  ),
});

const entitiesOf = (procedures: number) =>
  fc.tuple(
    fc.array(
      chain(procedureState, (id, revision, state) => procedure({ id: `p${id}`, revision, ...state })),
      { minLength: 1, maxLength: procedures },
    ),
    fc.array(
      chain(visitState, (id, revision, state) => appointment({ id: `v${id}`, revision, ...state })),
      { maxLength: 3 },
    ),
    fc.array(
      chain(
        fc.record({
          state: fc.constantFrom('held' as const, 'resumed' as const, 'closed' as const),
          startsOn: day,
          endsOn: fc.option(day),
        }),
        (id, revision, state) => hold({ id: `h${id}`, revision, ...state }),
      ),
      { maxLength: 1 },
    ),
    fc.array(
      chain(
        fc.record({
          milestone: fc.constantFrom('placement' as const, 'final' as const, 'abutment' as const),
          teeth: fc.constantFrom([], ['19'], ['3']),
          on: day,
        }),
        (id, revision, state) => milestoneReport({ id: `r${id}`, revision, ...state }),
      ),
      { maxLength: 1 },
    ),
    fc.array(
      chain(
        fc.record({ plannedMonth: fc.option(day), feeCents: fc.constant(1000), teeth: fc.constant(['19']) }),
        (id, revision, state) => planItem({ id: `i${id}`, revision, ...state }),
      ),
      { maxLength: 1 },
    ),
    fc.option(fc.constantFrom('active' as const, 'departed' as const, 'deceased' as const)),
  );

/** A history of one patient with at most so many procedures: every snapshot that was ever reported. */
export const historyOf = (procedures: number): fc.Arbitrary<readonly JourneyFact[]> =>
  entitiesOf(procedures).map(([rows, visits, holds, reports, items, word]) => [
    ...[rows, visits, holds, reports, items].flatMap((chains) =>
      chains.flatMap((snapshots, index) => snapshots(String(index))),
    ),
    ...(word === null ? [] : [patient({ status: word })]),
  ]);

export const history = historyOf(12);

/** The same facts as they might arrive: shuffled, some repeated, cut into batches. */
export function arrivals(facts: readonly JourneyFact[]): fc.Arbitrary<readonly (readonly JourneyFact[])[]> {
  return fc
    .tuple(
      fc.shuffledSubarray([...facts], { minLength: facts.length }),
      fc.subarray([...facts]),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 }),
    )
    .map(([shuffled, repeated, sizes]) => {
      const all = [...shuffled];
      for (const [index, fact] of repeated.entries()) all.splice((index * 7) % (all.length + 1), 0, fact);
      const batches: JourneyFact[][] = [];
      for (let start = 0, cut = 0; start < all.length; cut += 1) {
        const size = sizes[cut % sizes.length] ?? 1;
        batches.push(all.slice(start, start + size));
        start += size;
      }
      return batches;
    });
}

/** The same chart under other numbers: rows deleted and posted again, a database moved. Order and meaning of ids change. */
export function renumbered(facts: readonly JourneyFact[]): readonly JourneyFact[] {
  const rename = (id: string) => `${9 - ((id.codePointAt(id.length - 1) ?? 0) % 10)}-${[...id].reverse().join('')}`;
  return facts.map((fact): JourneyFact => {
    const id = rename(fact.id) as typeof fact.id;
    if (fact.kind !== 'procedure' || fact.appointmentId === null) return { ...fact, id } as JourneyFact;
    return { ...fact, id, appointmentId: rename(fact.appointmentId) as typeof fact.appointmentId } as JourneyFact;
  });
}

/**
 * Facts that say nothing about the implants of a history: other treatment at any tooth, natural bridges older than
 * every implant, teeth taken out and implants planned elsewhere, exams and scans, deleted strays, other visits.
 */
export const noise: fc.Arbitrary<readonly JourneyFact[]> = fc
  .array(
    fc.oneof(
      fc
        .record({
          code: fc.constantFrom(...noiseCodes),
          teeth: fc.constantFrom(...teeth).map((tooth) => [tooth]),
          serviceOn: day,
        })
        .map((fields) => (id: string): JourneyFact[] => [procedure({ id, ...fields })]),
      // Far from every tooth of a history: one taken out, at the other an implant planned and never begun.
      day.map((serviceOn) => (id: string): JourneyFact[] => [
        procedure({ id, code: 'D7140', teeth: ['9'], serviceOn }),
      ]),
      day.map((plannedOn) => (id: string): JourneyFact[] => [
        procedure({ id, code: 'D6010', teeth: ['24'], status: 'planned', plannedOn }),
      ]),
      fc.constantFrom('4', '14', '22').map((tooth) => (id: string): JourneyFact[] => [
        procedure({ id: `${id}a`, code: 'D6240', teeth: [tooth], serviceOn: '2015-03-02' }),
        procedure({ id: `${id}b`, code: 'D6740', teeth: [String(Number(tooth) - 1)], serviceOn: '2015-03-02' }),
        procedure({ id: `${id}c`, code: 'D6740', teeth: [String(Number(tooth) + 1)], serviceOn: '2015-03-02' }),
      ]),
      procedureState.map((state) => (id: string): JourneyFact[] => [procedure({ id, ...state, deleted: true })]),
      procedureState.map((state) => (id: string): JourneyFact[] => [procedure({ id, ...state, status: 'condition' })]),
      fc.record({ startsAt: day.map((on) => `${on}T09:00:00Z`) }).map((fields) => (id: string): JourneyFact[] => [
        appointment({ id, ...fields, hygiene: true, work: [{ teeth: ['19'], purpose: 'impression' }] }),
      ]),
      visitState.map((state) => (id: string): JourneyFact[] => [appointment({ id, ...state, status: 'broken' })]),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((builders) => builders.flatMap((build, index) => build(`noise-${index}`)));
