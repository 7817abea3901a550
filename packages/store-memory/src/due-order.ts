// Items in order of their due time, so that asking what is due looks at nothing that is not. In: items. Out: those due.

export interface Due {
  /** Milliseconds since 1970; infinite when nothing is due. Stays as it is while the item is in the order. */
  readonly dueMs: number;
  /** Tells items of one instant apart. */
  readonly number: number;
}

export class DueOrder<Item extends Due> {
  private readonly items: Item[] = [];

  add(item: Item): void {
    this.items.splice(this.placeOf(item), 0, item);
  }

  /** Takes out the item with its due time and number. */
  remove(item: Due): void {
    this.items.splice(this.placeOf(item), 1);
  }

  /** Those due at an instant, the longest due first. */
  *dueAt(nowMs: number): Iterable<Item> {
    for (const item of this.items) {
      if (item.dueMs > nowMs) return;
      yield item;
    }
  }

  /** The place of the first item that is not before this one. */
  private placeOf({ dueMs, number }: Due): number {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = this.items[middle] as Item;
      const isBefore = item.dueMs < dueMs || (item.dueMs === dueMs && item.number < number);
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
