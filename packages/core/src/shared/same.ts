// Whether two values of plain data say the same. In: values as JSON can hold them. Out: yes or no, without writing them
// out: what is shared between two plans is seen to be the same at once.

export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameList(a, b);
  return sameRecord(a as Record<string, unknown>, b as Record<string, unknown>);
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (!same(a[index], b[index])) return false;
  return true;
}

function sameRecord(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  let shared = 0;
  for (const key in a) {
    const one = a[key];
    const other = b[key];
    if (one !== other && !same(one, other)) return false;
    if (other === undefined && !(key in b)) return false;
    shared += 1;
  }
  for (const _ in b) shared -= 1;
  return shared === 0;
}
