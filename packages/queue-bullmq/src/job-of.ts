// A journey's due time as a BullMQ job. In: ids, an instant. Out: the job. Rules owned: Redis is told ids and a delay, and
// its keys not even ids; one job waits for a journey, and the due time told last is the one that counts.
import { createHash } from 'node:crypto';
import type { JobsOptions } from 'bullmq';

/** All that a queue knows of a journey. */
export interface JourneyJob {
  readonly practiceId: string;
  readonly patientId: string;
}

/**
 * Names a journey in Redis keys, which end up in dashboards, slow logs and alerts: no id stands in them, none can break
 * them, and all are of one length. No secret: the job itself holds the ids.
 */
export function journeyKey({ practiceId, patientId }: JourneyJob): string {
  return createHash('sha256')
    .update(JSON.stringify([practiceId, patientId]))
    .digest('base64url')
    .slice(0, 22);
}

export function jobOf(journey: JourneyJob, delayMs: number): { name: string; data: JourneyJob; opts: JobsOptions } {
  return {
    name: 'dispatch',
    data: { practiceId: journey.practiceId, patientId: journey.patientId },
    opts: {
      delay: Math.max(0, Math.ceil(delayMs)),
      // In one step on Redis: a job that waits for its time is replaced; one that is about to start reads the store anyway;
      // behind one that is being worked on the new one is kept, and begins its wait when that one ends.
      deduplication: { id: journeyKey(journey), replace: true, keepLastIfActive: true },
      removeOnComplete: true,
      removeOnFail: true,
    },
  };
}
