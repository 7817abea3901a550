// Changes of journeys, computed from what is stored. In: ids, what to make of each. Out: nothing; it is stored. Rule
// owned: a journey somebody else changed meanwhile is loaded and computed again.
import type { JourneyChange, JourneyStore, StoredJourney } from '../ports/journey-store.js';
import { JourneyError } from '../shared/error.js';
import { auditOf } from './audit.js';
import { nextDueAt } from './document.js';

/** What to store; null leaves the journey as it is. */
export type Change = Pick<JourneyChange, 'document' | 'facts'> | null;

/** One change for each journey, in their order. Called again with those that met a conflict. */
type Decide = (stored: readonly StoredJourney[]) => Promise<readonly Change[]> | readonly Change[];

/** How often a conflict is computed again before it is given up to the caller. */
const maxTries = 8;

/** Where journeys are stored, and who wants to know of it. */
export interface Storing {
  readonly store: JourneyStore;
  /** Told after a change is stored when each journey is due next; null when nothing waits. Must not throw. */
  readonly onStored?: (practiceId: string, changed: readonly NextDue[]) => void;
}

export interface NextDue {
  readonly patientId: string;
  readonly dueAt: string | null;
}

/** @throws {JourneyError} `store/conflict` when journeys change faster than they can be computed. */
export async function changeJourneys(
  { store, onStored }: Storing,
  practiceId: string,
  patientIds: readonly string[],
  decide: Decide,
): Promise<void> {
  let open = [...patientIds];
  for (let tries = 0; open.length > 0; tries += 1) {
    if (tries === maxTries)
      throw new JourneyError('store/conflict', 'journeys kept changing; try again', {
        retryable: true,
        subject: { practiceId },
      });
    const loaded = await store.load(practiceId, open);
    const decided = await decide(loaded);
    const changes = loaded.flatMap(({ patientId, revision, document }, index): JourneyChange[] => {
      const change = decided[index] ?? null;
      if (change === null) return [];
      const audit = auditOf(document, change.document, change.facts);
      return [{ ...change, audit, patientId, expectedRevision: revision }];
    });
    const results = changes.length === 0 ? [] : await store.apply(practiceId, changes);
    const stored = changes.filter((_, index) => results[index]?.kind === 'applied');
    if (stored.length > 0)
      onStored?.(
        practiceId,
        stored.map(({ patientId, document }) => ({ patientId, dueAt: nextDueAt(document) })),
      );
    open = changes.flatMap(({ patientId }, index) => (results[index]?.kind === 'conflict' ? [patientId] : []));
  }
}
