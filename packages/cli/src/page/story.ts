// What happened in a case, day by day, in a coordinator's words. In: a case of a back-test. Out: one entry per day, in
// order of time, unknown days first.
import type { BacktestCase } from '../backtest.js';
import { milestoneWords } from './words.js';

export interface StoryDay {
  /** Null when the chart does not know the day. */
  readonly on: string | null;
  readonly names: readonly string[];
  readonly look: 'done' | 'elsewhere' | 'removed';
}

export function storyOf({ case: found }: BacktestCase): readonly StoryDay[] {
  const happened = [
    ...found.milestones.map(({ milestone, on, evidenceOnly, referredOnly }) => ({
      on,
      name: `${milestoneWords[milestone]}${referredOnly ? ' (referred out)' : evidenceOnly ? ' (elsewhere)' : ''}`,
      look: evidenceOnly ? ('elsewhere' as const) : ('done' as const),
    })),
    ...found.failures.map(({ on }) => ({ on, name: 'Implant taken out', look: 'removed' as const })),
  ];
  const days = new Map<string | null, StoryDay>();
  for (const { on, name, look } of happened) {
    const day = days.get(on);
    days.set(on, { on, names: [...(day?.names ?? []), name], look: look === 'removed' ? look : (day?.look ?? look) });
  }
  return [...days.values()].sort((a, b) => ((a.on ?? '') < (b.on ?? '') ? -1 : 1));
}
