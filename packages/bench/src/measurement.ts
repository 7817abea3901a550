// What the bench can measure. In: contenders that do the same work. Out: the time each takes for one unit of it, in
// rotating rounds, and whether they agree. Owns: how it is measured, so that each measurement is one more file.

/** One way to do the work. */
export interface Contender {
  readonly name: string;
  /** Makes what a round works on, before the clock starts. */
  prepare?(): void;
  /** Does the work of one round. */
  run(): unknown;
  /** How many units of work a round is; the fast do more, so that a round is long enough to be timed. */
  readonly unitsPerRound: number;
}

/** A ratio of medians that is aimed at. */
export interface Goal {
  readonly text: string;
  /** Time of one contender over the time of another. */
  readonly of: string;
  readonly over: string;
  readonly bound: 'at least' | 'at most';
  readonly factor: number;
}

export interface Measurement {
  readonly title: string;
  /** Singular, such as `plan`. */
  readonly unit: string;
  readonly contenders: readonly Contender[];
  readonly goals: readonly Goal[];
  /** Two names of one contender: when their times differ by more than a tenth, the machine is too noisy for a verdict. */
  readonly same: readonly [string, string];
  /** The first difference between the results of the contenders, or null. */
  disagreement(): string | null;
}

export interface Timing {
  readonly name: string;
  /** Microseconds for one unit, round by round. */
  readonly roundsUs: readonly number[];
  readonly medianUs: number;
}

/** Runs all contenders `rounds` times after one warm-up; each round begins with another of them. */
export function timeInRounds(contenders: readonly Contender[], rounds: number): Timing[] {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(round + turn) % contenders.length] as Contender;
      contender.prepare?.();
      const startMs = performance.now();
      contender.run();
      const tookUs = ((performance.now() - startMs) * 1000) / contender.unitsPerRound;
      if (round > 0) times.get(contender.name)?.push(tookUs);
    }
  }
  return [...times].map(([name, roundsUs]) => ({ name, roundsUs, medianUs: median(roundsUs) }));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
