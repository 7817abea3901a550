// Jobs of one practice, done together. In: journeys one by one. Out: groups of a practice, one after the other. Rule owned:
// what comes while a practice is worked on goes in one group after it, so that a busy morning costs few round trips and
// two patients who share a phone meet in one group.

/** @param work - Must not reject. */
export function byPractice(work: (practiceId: string, patientIds: readonly string[]) => Promise<void>) {
  const gathering = new Map<string, { readonly patientIds: Set<string>; readonly done: Promise<void> }>();
  const last = new Map<string, Promise<void>>();

  /** Done when the journey has been worked on. */
  return async (practiceId: string, patientId: string): Promise<void> => {
    let group = gathering.get(practiceId);
    if (group === undefined) {
      const patientIds = new Set<string>();
      const done = (last.get(practiceId) ?? Promise.resolve())
        .then(() => {
          gathering.delete(practiceId);
          return work(practiceId, [...patientIds]);
        })
        .finally(() => {
          if (last.get(practiceId) === done) last.delete(practiceId);
        });
      group = { patientIds, done };
      gathering.set(practiceId, group);
      last.set(practiceId, done);
    }
    group.patientIds.add(patientId);
    return group.done;
  };
}
