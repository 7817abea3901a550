// How many histories a law meets. `LAW_RUNS=10 npx vitest ...` runs ten times as many, for a night.

export function runs(usual: number): number {
  return Math.ceil(usual * Number(process.env.LAW_RUNS ?? 1));
}
