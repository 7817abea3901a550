// What the bench can measure. In: contenders that do the same work. Out: the time each takes for one unit of it, in
// rotating rounds, and whether they agree. Owns: how it is measured, so that each measurement is one more file.

/** One way to do the work. */
export interface Contender {
  readonly name: string;
  /** Does the work of one round. */
  run(watch: Stopwatch): unknown;
  /** How many units of work a round is; the fast do more, so that a round is long enough to be timed. */
  readonly unitsPerRound: number;
}

/** Leaves out what is none of the work: reading what a unit works on, just before it. */
interface Stopwatch {
  uncounted<T>(prepare: () => T): T;
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
      const { name, run, unitsPerRound } = contenders[(round + turn) % contenders.length] as Contender;
      const tookUs = (msOf(run) * 1000) / unitsPerRound;
      if (round > 0) times.get(name)?.push(tookUs);
    }
  }
  return [...times].map(([name, roundsUs]) => ({ name, roundsUs, medianUs: median(roundsUs) }));
}

function msOf(run: Contender['run']): number {
  let uncountedMs = 0;
  const startMs = performance.now();
  run({
    uncounted(prepare) {
      const fromMs = performance.now();
      const made = prepare();
      uncountedMs += performance.now() - fromMs;
      return made;
    },
  });
  return performance.now() - startMs - uncountedMs;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
