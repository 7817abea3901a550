// The provider's process seen from a drill: started, read, ended. In: how it should behave. Out: its address, what it
// accepted, which notices reached somebody.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Notice } from '@implant-journey/core';
import { firstLine, type Processes } from './processes.js';

export interface ProviderSettings {
  readonly seed: number;
  readonly messagesPath: string;
  readonly noticesPath: string;
  /** Shares of the numbers whose first message is not simply accepted. `hang`, `reset` and `error` accept it first. */
  readonly shares?: Readonly<Partial<Record<'hang' | 'reset' | 'error' | 'reject', number>>>;
  /** Its answers take up to so long. Default: none. */
  readonly answersWithinMs?: number;
  /** Share of look-ups that tell nothing. */
  readonly unclearLookUps?: number;
  /** Accepts an attempt once, however often it comes. Default: it comes, it goes out. */
  readonly honoursAttemptIds?: boolean;
}

export interface AcceptedMessage {
  readonly attemptId: string;
  readonly to: string;
  /** Which process sent it. */
  readonly worker: string;
  /** Milliseconds of real time. */
  readonly at: number;
  readonly does: 'accept' | 'hang' | 'reset' | 'error';
}

export interface Provider {
  readonly url: string;
  /** In the order in which it accepted them. */
  accepted(): readonly AcceptedMessage[];
  /** How many it accepted so far. */
  count(): Promise<number>;
  notices(): readonly Notice[];
}

export type ProviderBehaviour = Omit<ProviderSettings, 'messagesPath' | 'noticesPath'>;

export async function startProvider(processes: Processes, folder: string, how: ProviderBehaviour): Promise<Provider> {
  const messagesPath = join(folder, 'accepted.log');
  const noticesPath = join(folder, 'notices.log');
  const settings: ProviderSettings = { ...how, messagesPath, noticesPath };
  const child = await processes.start('provider-process', { PROVIDER: JSON.stringify(settings) });
  const url = await firstLine(child);
  return {
    url,
    accepted: () => linesOf(messagesPath),
    count: async () => Number(await (await fetch(`${url}/count`)).text()),
    notices: () => linesOf(noticesPath),
  };
}

/** The whole lines of a log that may be written at this moment or was cut off. */
export function linesOf<T>(path: string): readonly T[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
}
