// A process of a host: its calls of ports, its clock, its timers. In: calls. Out: answers, in the order the scheduler decides.
// Rules owned: a process that crashed hears no answer, though what it asked for may happen; one that is stopped for a
// while goes on where it was.
import type { Fate, Faults, Road } from './faults.js';
import type { Scheduler } from './scheduler.js';

export class Process {
  isAlive = true;
  /** Milliseconds its own clock did not see pass. */
  private missedMs = 0;
  private standsUntilMs = 0;

  constructor(
    readonly name: string,
    readonly scheduler: Scheduler,
    readonly faults: Faults,
    private readonly onCrash: () => void,
  ) {}

  /** What `performance.now` gives: it stands still while the machine is suspended. */
  passedMs(): number {
    return this.scheduler.nowMs - this.missedMs;
  }

  /** A call of a port; `tell` says its answer in the trace. */
  call<T>(road: Road, what: string, effect: () => Promise<T>, tell: (value: T) => string = () => ''): Promise<T> {
    const fate = this.faults.fateOf(road, this.scheduler.nowMs);
    return new Promise<T>((resolve, reject) => {
      this.scheduler.after(fate.requestMs, () => this.takeEffect(fate, what, effect, tell, resolve, reject));
    });
  }

  private async takeEffect<T>(
    { fault, answerMs }: Fate,
    what: string,
    effect: () => Promise<T>,
    tell: (value: T) => string,
    resolve: (value: T) => void,
    reject: (cause: unknown) => void,
  ): Promise<void> {
    const line = `${this.name} ${what}`;
    if (!this.isAlive || fault === 'crash-before') return this.endBefore(line);
    if (fault === 'throws-before') {
      this.note(`${line} throws before`);
      return this.hear(answerMs, () => reject(new Error('The made-up line was dead.')));
    }
    let answer: () => void;
    try {
      const value = await effect();
      this.note(`${line} ${tell(value)}${fault === null ? '' : ` ${fault}`}`);
      answer = () => resolve(value);
    } catch (cause) {
      this.note(`${line} fails`);
      answer = () => reject(cause);
    }
    if (fault === 'crash-after') return this.crash();
    if (fault === 'throws-after') answer = () => reject(new Error('The made-up line went dead.'));
    if (fault === 'stop' || fault === 'suspend') {
      this.standsUntilMs = Math.max(this.standsUntilMs, this.scheduler.nowMs + answerMs);
      if (fault === 'suspend') this.missedMs += answerMs;
    }
    this.hear(answerMs, answer);
  }

  private endBefore(line: string): void {
    this.note(`${line} goes unheard`);
    if (this.isAlive) this.crash();
  }

  /** Something reaches the process, once it runs. */
  hear(afterMs: number, act: () => void): void {
    const { scheduler } = this;
    const now = () => {
      if (!this.isAlive) return;
      if (scheduler.nowMs < this.standsUntilMs) scheduler.after(this.standsUntilMs - scheduler.nowMs, now);
      else act();
    };
    if (afterMs === 0) now();
    else scheduler.after(afterMs, now);
  }

  readonly sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      this.hear(Math.max(1, ms), resolve);
      signal.addEventListener('abort', () => this.hear(1, resolve));
    });

  readonly heartbeat = (beat: () => Promise<void>, everyMs: number): (() => void) => {
    let goesOn = true;
    const next = () =>
      this.hear(everyMs, () => {
        if (!goesOn) return;
        void beat().catch(() => undefined);
        next();
      });
    next();
    return () => {
      goesOn = false;
    };
  };

  crash(): void {
    this.isAlive = false;
    this.note(`${this.name} crashes`);
    this.onCrash();
  }

  private note(line: string): void {
    this.scheduler.note(line);
  }
}
