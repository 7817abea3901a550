// One surgical event and what charts do to it: its day and tooth mended, its row deleted and posted again, undone and
// done again, its sites regrouped; beside it, at times, a second event that is real. In: random scripts. Out: a world
// that lived through one, and which of the two events every row stands for.
import { addDays, type JourneyFact } from '@implant-journey/core';
import { consent, contactPoint, patient, procedure } from '@implant-journey/core/testing';
import fc from 'fast-check';
import { addHours } from '../../src/shared/instant.js';
import { createWorld, type World } from './world.js';

export type Correction =
  | { readonly kind: 'day'; readonly days: number }
  | { readonly kind: 'tooth'; readonly tooth: string }
  | { readonly kind: 'posted-again'; readonly afterHours: number }
  /** The row deleted last stands again, and the one posted in its place goes. */
  | { readonly kind: 'restored' }
  | { readonly kind: 'undone'; readonly afterHours: number }
  | { readonly kind: 'regrouped'; readonly as: Grouping };
type Grouping = 'single' | 'bridge' | 'arch';

export interface Script {
  readonly code: 'D6010' | 'D7953' | 'D7140';
  readonly corrections: readonly { readonly correction: Correction; readonly afterHours: number }[];
  /** A second event, days after the first as it was first charted (before when negative). */
  readonly second: {
    readonly days: number;
    readonly tooth: string;
    readonly code: 'D6010' | 'D7953';
    /** Posted after so many corrections of the first. */
    readonly after: number;
  } | null;
  /** At the end the first event turns out never to have happened. */
  readonly isVoidedAtLast: boolean;
}

const startOn = '2026-03-02';
const lower = ['19', '20', '22', '28', '29', '30'] as const;
/** Teeth of a second event: far from every tooth of the first, or where sites are grouped together. */
const secondTeeth = { far: ['4', '12'], near: ['18', '21', '31'] } as const;
const days = fc.integer({ min: -60, max: 60 });
/** Often at once, else within a week. */
const pause = fc.oneof(fc.constantFrom(0, 0, 1, 20), fc.integer({ min: 0, max: 24 * 7 }));

const correction: fc.Arbitrary<Correction> = fc.oneof(
  fc.record({ kind: fc.constant('day' as const), days }),
  fc.record({ kind: fc.constant('tooth' as const), tooth: fc.constantFrom(...lower) }),
  fc.record({ kind: fc.constant('posted-again' as const), afterHours: pause }),
  fc.record({ kind: fc.constant('restored' as const) }),
  fc.record({ kind: fc.constant('undone' as const), afterHours: pause }),
  fc.record({
    kind: fc.constant('regrouped' as const),
    as: fc.constantFrom<Grouping>('single', 'bridge', 'arch'),
  }),
);

export const script = (second: 'none' | 'far' | 'near'): fc.Arbitrary<Script> =>
  fc.record({
    code: fc.constantFrom('D6010' as const, 'D6010' as const, 'D7953' as const, 'D7140' as const),
    corrections: fc.array(fc.record({ correction, afterHours: fc.integer({ min: 1, max: 24 * 20 }) }), {
      minLength: 1,
      maxLength: 6,
    }),
    second:
      second === 'none'
        ? fc.constant(null)
        : fc.record({
            days: fc.oneof(fc.constant(0), fc.integer({ min: -20, max: 20 })),
            tooth: fc.constantFrom<string>(...secondTeeth[second]),
            code: fc.constantFrom('D6010' as const, 'D7953' as const),
            after: fc.integer({ min: 0, max: 2 }),
          }),
    isVoidedAtLast: fc.boolean(),
  });

/** The patient may be texted. */
export const person: readonly JourneyFact[] = [
  patient({ givenName: 'Robin' }),
  contactPoint({ id: 'mobile', value: '(312) 555-0142' }),
  contactPoint({ id: 'email', use: 'email', value: 'robin@example.test' }),
  consent(),
];

/** How the chart tells the first event at a moment. */
interface Telling {
  readonly row: number;
  readonly on: string;
  readonly tooth: string;
  readonly state: 'done' | 'planned' | 'deleted';
  readonly as: Grouping;
}

/** Lives through a script, corrections at their times, and a while longer. */
export function live(script: Script): World {
  const world = createWorld(`${startOn}T14:00:00Z`);
  let revision = 1;
  let telling: Telling = { row: 1, on: startOn, tooth: '19', state: 'done', as: 'single' };
  const tell = (change: Partial<Telling>, alsoGone: readonly JourneyFact[] = []) => {
    revision += 1;
    telling = { ...telling, ...change };
    world.record([...alsoGone, ...factsOf(script, telling, revision)]);
  };
  const wait = (hours: number) => world.runUntil(addHours(world.now, hours));
  world.record(person);
  tell({});
  for (const [index, { correction, afterHours }] of script.corrections.entries()) {
    if (script.second?.after === index) world.record(secondOf(script));
    wait(afterHours);
    switch (correction.kind) {
      case 'day':
        tell({ on: addDays(telling.on, correction.days) });
        break;
      case 'tooth':
        tell({ tooth: correction.tooth });
        break;
      case 'posted-again': {
        const gone = factsOf(script, { ...telling, state: 'deleted' }, revision + 1);
        if (correction.afterHours > 0) {
          tell({ state: 'deleted' });
          wait(correction.afterHours);
        }
        tell({ row: telling.row + 1, state: 'done' }, gone);
        break;
      }
      case 'restored':
        if (telling.row > 1) {
          const gone = factsOf(script, { ...telling, state: 'deleted' }, revision + 1);
          tell({ row: telling.row - 1 }, gone);
        }
        break;
      case 'undone':
        tell({ state: 'planned' });
        wait(correction.afterHours);
        tell({ state: 'done' });
        break;
      case 'regrouped':
        tell({ as: correction.as });
        break;
      default:
        correction satisfies never;
    }
  }
  wait(24 * 20);
  if (script.isVoidedAtLast) tell({ state: 'deleted' });
  wait(24 * 30);
  return world;
}

function factsOf({ code }: Script, { row, on, tooth, state, as }: Telling, revision: number): readonly JourneyFact[] {
  return [
    procedure({
      id: `first-${row}`,
      revision,
      code,
      teeth: [tooth],
      status: state === 'planned' ? 'planned' : 'completed',
      serviceOn: state === 'planned' ? null : on,
      deleted: state === 'deleted',
    }),
    planned('implant', revision, 'D6010', { teeth: [tooth], deleted: code === 'D6010' }),
    planned('crown', revision, 'D6065', { teeth: [tooth], deleted: as !== 'single' }),
    planned('retainer', revision, 'D6068', { teeth: [tooth], deleted: as !== 'bridge' }),
    planned('pontic', revision, 'D6240', { teeth: [neighbourOf(tooth)], deleted: as !== 'bridge' }),
    planned('arch', revision, 'D6115', { arch: 'L', deleted: as !== 'arch' }),
  ];
}

function planned(id: string, revision: number, code: string, fields: Parameters<typeof procedure>[0]): JourneyFact {
  return procedure({ id, revision, code, status: 'planned', plannedOn: startOn, ...fields });
}

function neighbourOf(tooth: string): string {
  return String(Number(tooth) + 1);
}

function secondOf({ second }: Script): readonly JourneyFact[] {
  if (second === null) return [];
  const { code, tooth, days: after } = second;
  return [procedure({ id: 'second', code, teeth: [tooth], serviceOn: addDays(startOn, after) })];
}

/** Which of the two events a step was about, as the chart stood when it left. */
export function aboutWhich(factIds: readonly string[]): readonly ('first' | 'second')[] {
  return (['first', 'second'] as const).filter((which) => factIds.some((id) => id.startsWith(which)));
}
