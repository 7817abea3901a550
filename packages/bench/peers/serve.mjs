// A contender in a process of its own. In: lines of JSON on standard input, each a verb with its arguments. Out: a line for
// each, in order. Rule owned: the clock runs around the work alone, and the work is checked when the clock has stopped.
import { createInterface } from 'node:readline';

/** Does `work` for each item, so many at once. Gives the milliseconds of all, and of each. */
async function timed(items, atOnce, work) {
  let next = 0;
  const eachMs = [];
  const startedMs = performance.now();
  const lane = async () => {
    while (next < items.length) {
      const item = items[next];
      next += 1;
      const fromMs = performance.now();
      await work(item);
      eachMs.push(performance.now() - fromMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { ms: performance.now() - startedMs, eachMs };
}

const numbers = (from, count) => Array.from({ length: count }, (_none, index) => from + index);

function callsOf(cases, size) {
  return Array.from({ length: Math.ceil(cases.length / size) }, (_none, index) =>
    cases.slice(index * size, (index + 1) * size),
  );
}

function verbsOf(adapter) {
  /** An operation of one case each, then a look at what it left. */
  const each =
    (operation) =>
    async ({ from, count, atOnce, turn }) => {
      const { ms, eachMs } = await timed(numbers(from, count), atOnce, (number) => adapter[operation](number, turn));
      const wrong = [];
      await timed(numbers(from, count), 8, async (number) => {
        const found = await adapter.check(operation, number, turn);
        if (found !== null && wrong.length < 3) wrong.push(`case ${number}: ${found}`);
      });
      return { ms, eachMs, wrong };
    };
  return {
    prepare: () => adapter.prepare(),
    versions: () => adapter.versions(),
    async load({ from, count, atOnce }) {
      const { ms } = await timed(callsOf(numbers(from, count), adapter.casesPerCall), atOnce, (cases) =>
        adapter.load(cases),
      );
      return { ms };
    },
    pending: () => adapter.pending(),
    plan: each('plan'),
    replan: each('replan'),
    book: each('book'),
    async seedRecords({ from, count }) {
      await timed(callsOf(numbers(from, count), 20), 4, (cases) => adapter.seedRecords(cases));
    },
    record: each('record'),
    makeDue: ({ from, count, turn }) => adapter.makeDue(from, count, turn),
    ready: ({ turn }) => adapter.ready(turn),
    go: () => adapter.go(),
    async halt() {
      return { sent: await adapter.halt() };
    },
    /** Waits until the store says that nothing due is left. */
    async untilDone({ turn }) {
      const startedMs = performance.now();
      while ((await adapter.due(turn)) > 0) {
        if (performance.now() - startedMs > 300_000) throw new Error('five minutes, and messages are left');
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      return { ms: performance.now() - startedMs };
    },
    ...adapter.more,
  };
}

export function serve(adapter) {
  const verbs = verbsOf(adapter);
  const answer = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  let last = Promise.resolve();
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const { id, verb, args } = JSON.parse(line);
      last = last.then(async () => {
        try {
          answer({ id, result: (await verbs[verb](args)) ?? null });
        } catch (error) {
          answer({ id, error: error?.stack ?? String(error) });
        }
      });
    })
    .on('close', () => process.exit(0));
}
