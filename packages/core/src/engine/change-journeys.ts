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

/** How often a conflict is computed again before it is given up to the caller. Every conflict means that another change
 *  was stored, so that so many at once all come in. */
const maxTries = 100;

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

/**
 * @param known - Journeys as the caller stored them last: they are not loaded again unless somebody changed them since.
 * @returns Those that were changed, as they are stored now.
 * @throws {JourneyError} `store/conflict` when journeys change faster than they can be computed.
 */
export async function changeJourneys(
  { store, onStored }: Storing,
  practiceId: string,
  patientIds: readonly string[],
  decide: Decide,
  known: ReadonlyMap<string, StoredJourney> = new Map(),
): Promise<readonly StoredJourney[]> {
  const after: StoredJourney[] = [];
  let open = [...patientIds];
  let remembered = known;
  for (let tries = 0; open.length > 0; tries += 1) {
    if (tries === maxTries)
      throw new JourneyError('store/conflict', 'journeys kept changing; try again', {
        retryable: true,
        subject: { practiceId },
      });
    const unknown = open.filter((patientId) => !remembered.has(patientId));
    const read = unknown.length === 0 ? [] : await store.load(practiceId, unknown);
    const loaded = [...open.flatMap((patientId) => remembered.get(patientId) ?? []), ...read];
    remembered = new Map();
    const decided = await decide(loaded);
    const changes = loaded.flatMap(({ patientId, revision, document }, index): JourneyChange[] => {
      const change = decided[index] ?? null;
      if (change === null) return [];
      const audit = auditOf(document, change.document, change.facts);
      return [{ ...change, audit, patientId, expectedRevision: revision }];
    });
    const results = changes.length === 0 ? [] : await store.apply(practiceId, changes);
    const stored = changes.flatMap(({ patientId, document }, index): StoredJourney[] => {
      const result = results[index];
      return result?.kind === 'applied' ? [{ practiceId, patientId, revision: result.revision, document }] : [];
    });
    after.push(...stored);
    if (stored.length > 0)
      onStored?.(
        practiceId,
        stored.map(({ patientId, document }) => ({ patientId, dueAt: nextDueAt(document) })),
      );
    open = changes.flatMap(({ patientId }, index) => (results[index]?.kind === 'conflict' ? [patientId] : []));
  }
  return after;
}
