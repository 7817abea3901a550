// What a drill is: one kind of fault, made many times on purpose, and what it cost. All counts are of things that must not
// happen and are zero when all is well; what is allowed and worth knowing is counted apart.

export interface Drill {
  /** Such as `F1`: its number in the list of docs/drills.md. */
  readonly id: string;
  readonly name: string;
  /** @param size - `short` takes seconds and is what CI runs. @throws {Error} When the harness itself fails, never for a loss. */
  run(size: 'full' | 'short', seed: number): Promise<Cost>;
}

export interface Cost {
  /** Times the fault was made. */
  readonly tries: number;
  /** Facts that were acknowledged and are not stored, or stored twice. */
  readonly factsLost: number;
  /** Steps in no state, or planned otherwise than the facts that are stored plan them. */
  readonly stepsLost: number;
  /** Ordinary messages the provider accepted twice, or that went out after they had to stay. */
  readonly doubled: number;
  /** Alerts that reached nobody. */
  readonly alertsLost: number;
  /** Attempts without an outcome that neither were found out nor wait for staff; messages due and not sent. */
  readonly unresolved: number;
  /** Allowed: attempts nobody could find out, all of them before staff. */
  readonly beforeStaff: number;
  /** Allowed: safety texts sent again because nobody knew whether the first arrived. */
  readonly safetyRepeats: number;
  /** Why this machine cannot make the fault; null when it was made. */
  readonly notRun: string | null;
  /** Figures worth telling beside the counts, such as the longest wait. */
  readonly notes: readonly string[];
}

/** Nothing went wrong so far. */
export const nothingLost: Omit<Cost, 'tries' | 'notes'> = {
  factsLost: 0,
  stepsLost: 0,
  doubled: 0,
  alertsLost: 0,
  unresolved: 0,
  beforeStaff: 0,
  safetyRepeats: 0,
  notRun: null,
};

export const isClean = ({ factsLost, stepsLost, doubled, alertsLost, unresolved }: Cost): boolean =>
  factsLost + stepsLost + doubled + alertsLost + unresolved === 0;
