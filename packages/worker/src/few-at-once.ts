// A narrow door. In: work. Out: what comes of it. Rule owned: so much of it at once, the rest after it in the order it came.

export type Door = <T>(work: () => Promise<T>) => Promise<T>;

export function fewAtOnce(most: number): Door {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (inside < most) inside += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever comes next takes the place over.
      const next = waiting.shift();
      if (next === undefined) inside -= 1;
      else next();
    }
  };
}
