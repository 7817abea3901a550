// The clock on the wall of a process, which a drill moves. In: lines on standard input, such as `{"moveMs":3600000}` or
// `{"freeze":true}`. Out: nothing; from then on `Date` tells that time. What passes for `performance.now` goes on as it is.
const RealDate = Date;
let moveMs = 0;
let frozenMs: number | null = null;

const wallMs = () => frozenMs ?? RealDate.now() + moveMs;

/** Lets whoever started this process move its clock. */
export function moveClockAsTold(input: NodeJS.ReadableStream): void {
  globalThis.Date = class extends RealDate {
    constructor(...of: readonly unknown[]) {
      super(...((of.length === 0 ? [wallMs()] : of) as [number]));
    }
    static override now(): number {
      return wallMs();
    }
  } as DateConstructor;
  input.on('data', (data: Buffer) => {
    for (const line of data.toString().split('\n')) {
      if (line === '') continue;
      const told = JSON.parse(line) as { readonly moveMs?: number; readonly freeze?: boolean };
      moveMs = told.moveMs ?? moveMs;
      frozenMs = told.freeze === true ? wallMs() : null;
    }
  });
}
