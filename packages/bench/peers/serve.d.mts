// What a contender can do, for the one that is written in TypeScript.

/** A round of an operation, or a lot of due messages. */
export interface Turn {
  readonly shiftDays?: number;
  readonly revision?: number;
  readonly from?: number;
  readonly count?: number;
  readonly lot?: number;
}

export interface Adapter {
  /** How many cases one call of a bulk import holds. */
  readonly casesPerCall: number;
  /** Makes tables or queues. */
  prepare(): Promise<unknown>;
  versions(): Readonly<Record<string, string>>;
  /** Stores the plans of cases, one call. */
  load(cases: readonly number[]): Promise<unknown>;
  plan(number: number): Promise<unknown>;
  replan(number: number, turn: Turn): Promise<unknown>;
  book(number: number): Promise<unknown>;
  record(number: number, turn: Turn): Promise<unknown>;
  /** Cases with sixty facts, for `record`. */
  seedRecords(cases: readonly number[]): Promise<unknown>;
  /** What is wrong with what an operation left behind; null when nothing is. */
  check(operation: 'plan' | 'replan' | 'book' | 'record', number: number, turn: Turn): Promise<string | null>;
  /** Messages that wait for their time. */
  pending(): Promise<number>;
  /** Makes messages due: so many, numbered from. */
  makeDue(from: number, count: number, turn: Turn): Promise<unknown>;
  /** How many of those are neither sent nor recorded as sent; for a long time any number above 0 will do. */
  due(turn: Turn): Promise<number>;
  /** Connects a worker; it does not work yet. */
  ready(turn: Turn): Promise<unknown>;
  go(): void | Promise<void>;
  /** Sends what is due in this process alone, and gives an id for every message; else `go` and `halt` do that. */
  sendAll?(turn: Turn): Promise<readonly (string | number)[]>;
  /** Ends the work. Gives an id for every message sent. */
  halt(): Promise<readonly (string | number)[]>;
  readonly more?: Readonly<Record<string, (args: never) => unknown>>;
}

/** Answers the verbs that come as lines of JSON on standard input. */
export function serve(adapter: Adapter): void;
