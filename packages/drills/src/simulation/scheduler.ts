// The order of everything. In: deeds with the time until they are done. Out: one after the other, on a clock that knows
// nothing of the machine's. Rule owned: nothing runs beside anything else: what a deed sets free runs to its next call of
// a port before the next deed begins.

interface Deed {
  readonly atMs: number;
  /** Deeds of one instant go in the order in which they were asked for. */
  readonly number: number;
  readonly act: () => void | Promise<void>;
}

export class Scheduler {
  /** What happened, a line each; the same seed gives the same lines. */
  readonly trace: string[] = [];
  /** A binary heap: no deed is earlier than its parent, at half its place. */
  private readonly heap: Deed[] = [];
  private deeds = 0;

  constructor(public nowMs: number) {}

  note(what: string): void {
    this.trace.push(`${this.nowMs} ${what}`);
  }

  after(ms: number, act: Deed['act']): void {
    this.deeds += 1;
    this.add({ atMs: this.nowMs + ms, number: this.deeds, act });
  }

  async runUntil(untilMs: number): Promise<void> {
    for (;;) {
      const next = this.heap[0];
      if (next === undefined || next.atMs > untilMs) break;
      this.removeFirst();
      this.nowMs = next.atMs;
      await next.act();
      await allThatIsReady();
    }
    this.nowMs = untilMs;
  }

  private add(deed: Deed): void {
    const { heap } = this;
    let place = heap.length;
    heap.push(deed);
    while (place > 0) {
      const parent = (place - 1) >>> 1;
      if (!isBefore(deed, heap[parent] as Deed)) break;
      heap[place] = heap[parent] as Deed;
      place = parent;
    }
    heap[place] = deed;
  }

  private removeFirst(): void {
    const { heap } = this;
    const last = heap.pop() as Deed;
    if (heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = place * 2 + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const isRight = right < heap.length && isBefore(heap[right] as Deed, heap[left] as Deed);
      const first = isRight ? right : left;
      if (!isBefore(heap[first] as Deed, last)) break;
      heap[place] = heap[first] as Deed;
      place = first;
    }
    heap[place] = last;
  }
}

function isBefore(a: Deed, b: Deed): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.number < b.number);
}

/** Done when no promise that is kept waits for its turn any more: the machine turns its loop only then. */
const allThatIsReady = () => new Promise<void>((done) => setImmediate(done));
