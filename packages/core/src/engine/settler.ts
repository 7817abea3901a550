// What calls came to, stored in groups. In: changes of journeys as calls end. Out: promises that are kept once stored. Rule
// owned: nothing that came in is forgotten, and what comes in while a write runs goes with the next.
import type { Clock } from '../ports/clock.js';
import type { StoredJourney } from '../ports/journey-store.js';
import { addTo } from '../shared/group.js';
import { changeJourneys, type Storing } from './change-journeys.js';
import type { JourneyDocument } from './document.js';

interface Outcomes {
  readonly patientId: string;
  readonly change: (document: JourneyDocument, now: string) => JourneyDocument;
  readonly done: () => void;
  readonly failed: (cause: unknown) => void;
}

/** Stores changes, all that came in while the last write ran in one go. */
export class Settler {
  private waiting: Outcomes[] = [];
  private isWriting = false;

  constructor(
    private readonly storing: Storing,
    private readonly practiceId: string,
    private readonly clock: Clock,
    /** As they were stored last; nobody else should have changed them since. Those stored here are added. */
    private readonly stored: Map<string, StoredJourney>,
  ) {}

  /** Done when it is stored. */
  add(patientId: string, change: Outcomes['change']): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ patientId, change, done, failed });
      if (!this.isWriting) void this.write();
    });
  }

  private async write(): Promise<void> {
    this.isWriting = true;
    // What comes in at the same moment goes together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.store(batch);
        for (const { done } of batch) done();
      } catch (cause) {
        for (const { failed } of batch) failed(cause);
      }
    }
    this.isWriting = false;
  }

  private async store(batch: readonly Outcomes[]): Promise<void> {
    const changesOf = new Map<string, Outcomes['change'][]>();
    for (const { patientId, change } of batch) addTo(changesOf, patientId, change);
    const settled = await changeJourneys(
      this.storing,
      this.practiceId,
      [...changesOf.keys()],
      (journeys) =>
        journeys.map(({ patientId, document }) => ({
          document: (changesOf.get(patientId) ?? []).reduce(
            (after, change) => change(after, this.clock.now()),
            document,
          ),
          facts: [],
        })),
      this.stored,
    );
    for (const one of settled) this.stored.set(one.patientId, one);
  }
}
