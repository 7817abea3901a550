// Due times on their way to Redis. In: what the engine tells after it stored something. Out: delayed jobs. Rules owned:
// nobody waits for Redis; of several due times of a journey the newest is sent; what cannot be sent is left to the sweep.
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, NextDue } from '@implant-journey/core';
import { type ConnectionOptions, Queue } from 'bullmq';
import type { CarrierEvent, CarrierHealth } from './carrier-event.js';
import { type JourneyJob, jobOf, journeyKey } from './job-of.js';

/** So many journeys are kept for a Redis that does not answer; the sweep finds the others. */
const mostWaiting = 10_000;
const batchSize = 500;
/** A Redis that is silent for so long is taken for lost. Unit: milliseconds. */
const answersWithinMs = 5_000;

export interface DueTimesOptions {
  readonly queueName: string;
  readonly connection: ConnectionOptions;
  readonly prefix: string;
  readonly clock: Clock;
  /** Due times further ahead stay out of Redis. */
  readonly horizonMs: number;
  readonly tell: (event: CarrierEvent) => void;
}

export class DueTimes {
  private queue: Queue<JourneyJob> | null = null;
  /** Null until Redis was reached, or found to be out of reach. */
  private isConnected: boolean | null = null;
  private isClosed = false;
  private readonly waiting = new Map<string, JourneyJob & { readonly dueAt: string }>();
  private sending: Promise<void> | null = null;
  private askedAtMs: number | null = null;

  constructor(private readonly options: DueTimesOptions) {}

  get state(): CarrierHealth['queue'] {
    if (this.queue === null) return 'unused';
    const isSilent = this.askedAtMs !== null && performance.now() - this.askedAtMs > answersWithinMs;
    if (this.isConnected === false || isSilent) return 'lost';
    return this.isConnected ? 'reachable' : 'connecting';
  }

  put(practiceId: string, changed: readonly NextDue[]): void {
    if (this.isClosed) return;
    for (const { patientId, dueAt } of changed) {
      const key = journeyKey({ practiceId, patientId });
      const hasRoom = this.waiting.delete(key) || this.waiting.size < mostWaiting;
      // A job that comes too early finds nothing to do: none has to be taken out of Redis.
      if (dueAt !== null && hasRoom) this.waiting.set(key, { practiceId, patientId, dueAt });
    }
    this.sending ??= this.send().finally(() => {
      this.sending = null;
    });
  }

  /** Connects, and from then on tells when the connection is lost and back. */
  open(): Queue<JourneyJob> {
    if (this.queue !== null) return this.queue;
    const { queueName, connection, prefix, tell } = this.options;
    this.queue = new Queue<JourneyJob>(queueName, { connection, prefix });
    // Errors repeat with every try to connect; the first is told.
    this.queue.on('error', (cause) => this.isConnected !== false && tell({ kind: 'failed', doing: 'queue', cause }));
    const turn = (isConnected: boolean) => () => {
      if (isConnected === this.isConnected || this.isClosed) return;
      const isNews = this.isConnected !== null || !isConnected;
      this.isConnected = isConnected;
      if (isNews) tell({ kind: isConnected ? 'queue-back' : 'queue-lost' });
    };
    this.queue.getBackend().on('close', turn(false)).on('ready', turn(true));
    // A client that the host has connected already says no more that it is ready.
    this.queue.waitUntilReady().then(turn(true), () => {});
    return this.queue;
  }

  /** What is on its way still gets there, if Redis takes it in time. */
  async close(withinMs: number): Promise<void> {
    this.isClosed = true;
    if (this.state === 'reachable') await Promise.race([this.sending, wait(withinMs, undefined, { ref: false })]);
    if (this.queue === null) return;
    // Nothing is to be made of an error at the end.
    const closed = this.queue.close().catch(() => {});
    if (this.state === 'reachable') await Promise.race([closed, wait(withinMs, undefined, { ref: false })]);
    // A lost connection answers no farewell. One that the host gave is the host's to end.
    else if (!('connect' in this.options.connection)) void this.queue.disconnect().catch(() => {});
  }

  private async send(): Promise<void> {
    while (this.waiting.size > 0) {
      const queue = this.open();
      this.askedAtMs = performance.now();
      try {
        // Delays are measured when Redis is there to take them.
        await queue.waitUntilReady();
        const jobs = this.nextBatch();
        if (jobs.length > 0) await queue.addBulk(jobs);
      } catch (cause) {
        this.waiting.clear();
        if (!this.isClosed) this.options.tell({ kind: 'failed', doing: 'schedule', cause });
      }
      this.askedAtMs = null;
    }
  }

  private nextBatch() {
    const batch = [...this.waiting].slice(0, batchSize);
    for (const [key] of batch) this.waiting.delete(key);
    const nowMs = Date.parse(this.options.clock.now());
    return batch.flatMap(([, { dueAt, ...journey }]) => {
      const delayMs = Date.parse(dueAt) - nowMs;
      return delayMs > this.options.horizonMs ? [] : [jobOf(journey, delayMs)];
    });
  }
}
