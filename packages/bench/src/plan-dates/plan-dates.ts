// Measures the dates of a 45-step plan including quiet hours. In: how many anchor days. Out: contenders, goals, and the
// first instant on which they disagree. Source of the goals: docs/performance.md.
import type { Contender, Measurement } from '../measurement.js';
import { bareTable } from './bare-table.js';
import { luxon } from './luxon.js';
import { ours } from './ours.js';
import { anchorDays, type Planner, steps } from './task.js';
import { temporal } from './temporal.js';

const timedZone = 'America/New_York';
/** Without summer time, with half an hour of it, south of the equator, half an hour off: checked, not timed. */
const checkedZones = [timedZone, 'America/Phoenix', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kolkata'];

const planners: readonly {
  readonly name: string;
  readonly create: (zone: string) => Planner;
  readonly fast: boolean;
}[] = [
  { name: 'core', create: ours, fast: true },
  { name: 'luxon', create: luxon, fast: false },
  { name: 'temporal', create: temporal, fast: false },
  { name: 'bare table', create: bareTable, fast: true },
  { name: 'bare table, again', create: bareTable, fast: true },
];
/** What the fast do in a round: long enough that the garbage others left weighs nothing. The slow plan each day once. */
const fastPlansPerRound = 55_000;

/** @param everyDays - 1 takes each of 366 anchor days, more leaves days out. */
export function planDates(everyDays: number): Measurement {
  const anchors = anchorDays(everyDays);
  return {
    title: `dates of a ${steps.length}-step plan including quiet hours (${timedZone}, ${anchors.length} anchor days)`,
    unit: 'plan',
    contenders: planners.map(({ name, create, fast }) =>
      contender(name, create(timedZone), anchors, fast ? Math.ceil(fastPlansPerRound / anchors.length) : 1),
    ),
    same: ['bare table', 'bare table, again'],
    goals: [
      { text: 'at least 100 times as fast as luxon', of: 'luxon', over: 'core', bound: 'at least', factor: 100 },
      { text: 'at least 7 times as fast as temporal', of: 'temporal', over: 'core', bound: 'at least', factor: 7 },
      { text: 'within 10 times of the bare table', of: 'core', over: 'bare table', bound: 'at most', factor: 10 },
    ],
    disagreement: () => disagreementIn(anchors),
  };
}

function contender(name: string, plan: Planner, anchors: readonly string[], repeats: number): Contender {
  return {
    name,
    unitsPerRound: anchors.length * repeats,
    run() {
      let last: readonly number[] = [];
      for (let repeat = 0; repeat < repeats; repeat += 1) for (const anchor of anchors) last = plan(anchor);
      return last;
    },
  };
}

function disagreementIn(anchors: readonly string[]): string | null {
  for (const zone of checkedZones) {
    const all = planners.map(({ name, create }) => ({ name, plan: create(zone) }));
    for (const anchor of anchors) {
      const [first, ...others] = all.map(({ name, plan }) => ({ name, instants: plan(anchor) }));
      for (const { name, instants } of others) {
        const step = steps.findIndex((_step, index) => instants[index] !== first?.instants[index]);
        if (step < 0) continue;
        const [one, other] = [first?.instants[step] ?? Number.NaN, instants[step] ?? Number.NaN].map(isoOf);
        return `${zone}, anchor ${anchor}, step ${step}: ${first?.name} says ${one}, ${name} says ${other}`;
      }
    }
  }
  return null;
}

function isoOf(ms: number): string {
  return Number.isNaN(ms) ? 'nothing' : new Date(ms).toISOString();
}
