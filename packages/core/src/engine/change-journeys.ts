// Changes of journeys, computed from what is stored. In: ids, what to make of each. Out: nothing; it is stored. Rule
// owned: a journey somebody else changed meanwhile is loaded and computed again.
import type { JourneyChange, JourneyStore, StoredJourney } from '../ports/journey-store.js';
import { JourneyError } from '../shared/error.js';

/** What to store; null leaves the journey as it is. */
export type Change = Pick<JourneyChange, 'document' | 'facts'> | null;

/** One change for each journey, in their order. Called again with those that met a conflict. */
type Decide = (stored: readonly StoredJourney[]) => Promise<readonly Change[]> | readonly Change[];

/** How often a conflict is computed again before it is given up to the caller. */
const maxTries = 8;

/** @throws {JourneyError} `store/conflict` when journeys change faster than they can be computed. */
export async function changeJourneys(
  store: JourneyStore,
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
    const stored = await store.load(practiceId, open);
    const decided = await decide(stored);
    const changes = stored.flatMap(({ patientId, revision }, index): JourneyChange[] => {
      const change = decided[index] ?? null;
      return change === null ? [] : [{ ...change, patientId, expectedRevision: revision }];
    });
    const results = changes.length === 0 ? [] : await store.apply(practiceId, changes);
    open = changes.flatMap(({ patientId }, index) => (results[index]?.kind === 'conflict' ? [patientId] : []));
  }
}
