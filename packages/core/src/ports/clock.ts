// The one source of time. Nothing else asks the machine.
export interface Clock {
  /** The present instant, UTC ISO text. It may go back when the machine's clock is set back. */
  now(): string;
}
