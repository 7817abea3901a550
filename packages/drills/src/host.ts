// A host as anybody would write it, on a server, with encryption and a role under row-level security. In: settings that fit
// into an environment variable, so that every process is the same host. Out: its store and its engine.
import { appendFileSync } from 'node:fs';
import {
  type Channel,
  type Clock,
  createImplantJourneys,
  type ImplantJourneys,
  type JourneyStore,
  type Notifier,
  standardProtocol,
} from '@implant-journey/core';
import {
  createLocalKeys,
  createPostgresStore,
  type Database,
  type LocalKeysOptions,
  type PostgresStore,
} from '@implant-journey/store-postgres';
import { madeUpPractice } from './made-up.js';

export interface HostSettings {
  /** The worker's login. */
  readonly databaseUrl: string;
  readonly schema: string;
  readonly keys: LocalKeysOptions;
  readonly providerUrl: string;
  /** The drill plays so long after the real time. */
  readonly offsetMs: number;
  readonly leaseMs: number;
  /** What the channel and the pager wait for the provider. */
  readonly sendTimeoutMs: number;
  readonly batchSize: number;
}

export interface Host {
  readonly store: PostgresStore;
  readonly journeys: ImplantJourneys;
}

/** Real time, moved to where the drill plays. */
export const movedClock = (offsetMs: number): Clock => ({
  now: () => new Date(Date.now() + offsetMs).toISOString(),
});

/** What differs between processes of one host. */
export interface Process {
  readonly name: string;
  readonly database: Database;
  readonly clock: Clock;
  /** A file that is told which journeys it claimed. */
  readonly claimsPath?: string;
}

export function createHost(settings: HostSettings, { name, database, clock, claimsPath }: Process): Host {
  const { schema, keys, leaseMs, batchSize } = settings;
  const store = createPostgresStore({ database, schema, keys: createLocalKeys(keys) });
  const journeys = createImplantJourneys({
    store: claimsPath === undefined ? store : tellingClaims(store, claimsPath),
    clock,
    practices: [{ practice: madeUpPractice, protocol: standardProtocol }],
    channels: [smsOver(settings, name)],
    content: {
      render: ({ templates }) => ({ subject: null, body: templates.join(' + '), language: 'en', version: 'en 1' }),
    },
    notifier: pagerOver(settings),
    newId: () => crypto.randomUUID(),
    leaseMs,
    batchSize,
  });
  return { store, journeys };
}

/** By it a drill knows what a killed worker held. */
export interface ClaimsLine {
  /** Milliseconds of real time. */
  readonly at: number;
  readonly patientIds: readonly string[];
}

function tellingClaims(store: JourneyStore, logPath: string): JourneyStore {
  return {
    ...store,
    async claimDue(request) {
      const claims = await store.claimDue(request);
      const at = Date.now();
      const line: ClaimsLine = { at, patientIds: claims.map(({ patientId }) => patientId) };
      if (claims.length > 0) appendFileSync(logPath, `${JSON.stringify(line)}\n`);
      return claims;
    },
  };
}

function smsOver({ providerUrl, sendTimeoutMs }: HostSettings, worker: string): Channel {
  return {
    name: 'sms',
    ceiling: 'L1',
    phi: 'covered',
    async send({ attemptId, to }) {
      const body = JSON.stringify({ attemptId, to, worker });
      const signal = AbortSignal.timeout(sendTimeoutMs);
      try {
        const { status } = await fetch(`${providerUrl}/messages`, { method: 'POST', body, signal });
        if (status === 202) return { kind: 'accepted', providerId: attemptId };
        // Refused before it was taken. Any other answer tells nothing.
        return status === 429 ? { kind: 'rejected', reason: 'temporary' } : { kind: 'unknown' };
      } catch {
        return { kind: 'unknown' };
      }
    },
    async find({ attemptId }) {
      const signal = AbortSignal.timeout(sendTimeoutMs);
      const { status } = await fetch(`${providerUrl}/messages/${attemptId}`, { signal });
      if (status === 200) return { kind: 'accepted', providerId: attemptId };
      return status === 404 ? { kind: 'not-found' } : { kind: 'unclear' };
    },
  };
}

function pagerOver({ providerUrl, sendTimeoutMs }: HostSettings): Notifier {
  return {
    async notify(notice) {
      const signal = AbortSignal.timeout(sendTimeoutMs);
      const response = await fetch(`${providerUrl}/notices`, { method: 'POST', body: JSON.stringify(notice), signal });
      if (response.status !== 202) throw new Error('the pager did not take it');
    },
  };
}
