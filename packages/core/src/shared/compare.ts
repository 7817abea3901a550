// Orders of plain text and of things on days. In: two of them. Out: below zero, zero or above, as sort wants it. Rule
// owned: text is ordered by its code units, never by a language; an unknown day comes first.

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What has a day, or none yet known. */
export interface Dated {
  readonly on: string | null;
}

export function byDay(a: Dated, b: Dated): number {
  return compareText(a.on ?? '', b.on ?? '');
}

export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return compareText(a.id, b.id);
}
