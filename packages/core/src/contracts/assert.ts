// The assertions of the contract cases: no test runner, no Node. In: what was found and what was promised. Out: nothing,
// or an error that says what differs. Data is compared as JSON, whatever the order of its fields.

export function holds(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new Error(`The port broke its promise: ${promise}.`);
}

export function equal(found: unknown, wanted: unknown, what: string): void {
  const [is, should] = [inOrder(found), inOrder(wanted)];
  holds(is === should, `${what} should be ${cut(should)} and is ${cut(is)}`);
}

/** The value of a call that must not throw, whatever happens behind it. */
export async function settled<T>(call: () => Promise<T>, what: string): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new Error(`The port broke its promise: ${what} must not throw.`, { cause });
  }
}

/** JSON with the fields of every object in order of their names. */
function inOrder(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) as string | undefined;
  return text ?? 'undefined';
}

function cut(text: string): string {
  return text.length <= 400 ? text : `${text.slice(0, 400)}...`;
}
