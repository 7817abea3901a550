// Waiting that can be cut short, and beating meanwhile. In: how long, what ends it early. Out: a promise. Rule owned: pauses
// after failures grow, differ between workers, and have an end.

export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** The clock of the machine; a wait that is cut short ends quietly. */
export const sleep: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });

/** Beats until the function it gives back is called. One that fails is not told: the next may do. */
export function heartbeat(beat: () => Promise<void>, everyMs: number): () => void {
  const timer = setInterval(() => void beat().catch(() => undefined), everyMs);
  return () => clearInterval(timer);
}

/** Unit: milliseconds. Source: practice preference. */
const firstMs = 500;
/** A database that is back is found at once; a vendor that cannot be reached is asked less and less. Unit: milliseconds. */
const longestMs = { dispatch: 2_000, sync: 30_000 };

/** Doubles with every failure in a row; half of it is drawn, so that workers that failed together come back apart. */
export function pauseAfter(failures: number, doing: keyof typeof longestMs, draw: () => number): number {
  const whole = Math.min(longestMs[doing], firstMs * 2 ** (failures - 1));
  return Math.round(whole / 2 + (draw() * whole) / 2);
}
