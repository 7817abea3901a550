// What must not happen, as it is counted. Rule owned: each broken law belongs to one count of the drill.
export type Law = 'factsLost' | 'stepsLost' | 'doubled' | 'alertsLost' | 'unresolved';

export interface Broken {
  readonly law: Law;
  readonly atMs: number;
  readonly words: string;
}
