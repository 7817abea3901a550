// Waiting that can be cut short. In: how long, what ends it early. Out: a promise.

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
