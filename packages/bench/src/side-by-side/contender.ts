// A contender's process, as the bench sees it. In: how to start it. Out: a function that asks it for a verb. Rule owned: a
// contender that fails or ends tells why, and ends the bench.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Contender {
  ask<Answer>(verb: string, args?: object): Promise<Answer>;
  /** Rejects when it ends before it is told to. */
  readonly failed: Promise<never>;
  end(): Promise<void>;
}

/** @param command - Path of a Node, then its arguments. */
export function startContender(name: string, [node, ...args]: readonly [string, ...string[]], cwd: string): Contender {
  const child: ChildProcess = spawn(node, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let asked = 0;
  let isToEnd = false;
  const exited = new Promise<Error>((resolve) => {
    child.once('exit', (code, signal) => resolve(new Error(`${name} ended with ${code ?? signal}`)));
  });
  const failed = exited.then((error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    return isToEnd ? new Promise<never>(() => undefined) : Promise.reject(error);
  });
  failed.catch(() => undefined);
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    const { id, result, error } = JSON.parse(line) as { id: number; result: never; error?: string };
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(result);
    else one?.reject(new Error(`${name}: ${error}`));
  });
  return {
    failed,
    ask: (verb, asking = {}) =>
      new Promise((resolve, reject) => {
        const id = asked;
        asked += 1;
        waiting.set(id, { resolve, reject });
        child.stdin?.write(`${JSON.stringify({ id, verb, args: asking })}\n`);
      }),
    async end() {
      isToEnd = true;
      child.stdin?.end();
      await exited;
    },
  };
}
