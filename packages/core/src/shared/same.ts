// Whether two values of plain data say the same. In: values as JSON can hold them. Out: yes or no, without writing them
// out: what is shared between two plans is seen to be the same at once.

export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((one, index) => same(one, b[index]));
  }
  const [mine, theirs] = [a as Record<string, unknown>, b as Record<string, unknown>];
  let more = 0;
  for (const key in mine) {
    if (!(key in theirs) || !same(mine[key], theirs[key])) return false;
    more += 1;
  }
  for (const _ in theirs) more -= 1;
  return more === 0;
}
