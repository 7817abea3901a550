// Items in order of their due time, and whose turn it is. In: items of practices. Out: those due, those to claim. Rule owned:
// where more is due than may be taken, half goes to practices in turn, so that none waits for what another has due.
import { type Due, DueOrder } from './due-order.js';

export interface DueAtPractice extends Due {
  readonly practiceId: string;
}

export class DueByPractice<Item extends DueAtPractice> {
  private readonly all = new DueOrder<Item>();
  /** The practice whose last turn is longest ago first. */
  private readonly practices = new Map<string, DueOrder<Item>>();

  add(item: Item): void {
    this.all.add(item);
    const own = this.practices.get(item.practiceId) ?? new DueOrder<Item>();
    own.add(item);
    this.practices.set(item.practiceId, own);
  }

  /** Takes out the item with its practice, due time and number. */
  remove(item: DueAtPractice): void {
    this.all.remove(item);
    this.practices.get(item.practiceId)?.remove(item);
  }

  /** Those due at an instant, the longest due first. */
  dueAt(nowMs: number): Iterable<Item> {
    return this.all.dueAt(nowMs);
  }

  /** What a claim takes of those that are due and free, the longest due first, at most `limit`. */
  toClaim(nowMs: number, limit: number, isFree: (item: Item) => boolean): readonly Item[] {
    const longest = firstOf(this.all.dueAt(nowMs), limit + 1, isFree);
    if (longest.length <= limit) return longest;
    const chosen = new Set(this.shares(nowMs, Math.ceil(limit / 2), isFree));
    for (const item of longest) if (chosen.size < limit) chosen.add(item);
    return [...chosen].sort((a, b) => a.dueMs - b.dueMs || a.number - b.number);
  }

  /** Equal parts for the practices whose turn it is; what is left over goes to the first. */
  private shares(nowMs: number, most: number, isFree: (item: Item) => boolean): readonly Item[] {
    const queues = new Map<string, readonly Item[]>();
    for (const [practiceId, order] of this.practices) {
      if (queues.size === most) break;
      const own = firstOf(order.dueAt(nowMs), most, isFree);
      if (own.length > 0) queues.set(practiceId, own);
    }
    for (const practiceId of queues.keys()) this.moveToEnd(practiceId);
    return [...queues.values()].flatMap((own, index) =>
      own.slice(0, Math.floor(most / queues.size) + (index < most % queues.size ? 1 : 0)),
    );
  }

  private moveToEnd(practiceId: string): void {
    const own = this.practices.get(practiceId);
    if (own === undefined) return;
    this.practices.delete(practiceId);
    this.practices.set(practiceId, own);
  }
}

function firstOf<Item>(items: Iterable<Item>, most: number, isFree: (item: Item) => boolean): readonly Item[] {
  const first: Item[] = [];
  for (const item of items) {
    if (first.length === most) break;
    if (isFree(item)) first.push(item);
  }
  return first;
}
