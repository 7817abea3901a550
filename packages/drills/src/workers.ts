// Worker processes of a drill. In: the stage. Out: workers that can be killed, stopped, and told apart by their name.
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { HostSettings } from './host.js';
import { firstLine, kill } from './processes.js';
import type { Stage } from './stage.js';

export interface WorkerSettings {
  readonly name: string;
  readonly claimsPath: string;
  /** Whose clock it goes by. */
  readonly clock: 'machine' | 'database';
  readonly poolSize: number;
}

export interface RunningWorker {
  readonly name: string;
  /** Which journeys it claimed when: lines of `ClaimsLine`. */
  readonly claimsPath: string;
  readonly process: ChildProcess;
  /** Ended though nobody asked it to. */
  hasFallen(): boolean;
  kill(): Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<number | null>;
}

export async function startWorker(
  stage: Stage,
  name: string,
  how: Partial<Pick<WorkerSettings, 'clock' | 'poolSize'>> & Partial<HostSettings> = {},
): Promise<RunningWorker> {
  const { clock = 'machine', poolSize = 4, ...host } = how;
  const settings: WorkerSettings = { name, claimsPath: join(stage.folder, `claims-${name}.log`), clock, poolSize };
  const child = await stage.processes.start('worker-process', {
    HOST: JSON.stringify({ ...stage.host, ...host }),
    WORKER: JSON.stringify(settings),
  });
  await firstLine(child);
  let isAsked = false;
  return {
    name,
    claimsPath: settings.claimsPath,
    process: child,
    hasFallen: () => !isAsked && (child.exitCode !== null || child.signalCode !== null),
    async kill() {
      isAsked = true;
      await kill(child);
    },
    async stop() {
      isAsked = true;
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      return ended;
    },
  };
}
