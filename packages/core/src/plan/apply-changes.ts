// Stored steps after plan changes, each with a line in its history. In: stored steps, changes, the instant. Out: stored
// steps; those that did not change are the very same objects.
import type { PlanChange, StoredStep, TrailEntry } from './step.js';

export function applyChanges(
  stored: readonly StoredStep[],
  changes: readonly PlanChange[],
  protocol: StoredStep['protocol'],
  now: string,
): readonly StoredStep[] {
  if (changes.length === 0) return stored;
  const byKey = new Map(stored.map((one) => [one.step.key, one]));
  const put = (key: string, change: (one: StoredStep | undefined) => StoredStep) =>
    byKey.set(key, change(byKey.get(key)));
  const entry = (what: string): TrailEntry => ({ at: now, what });
  for (const change of changes) {
    switch (change.kind) {
      case 'add':
        put(change.step.key, () => ({
          step: change.step,
          state: change.state,
          attempts: [],
          trail: [
            entry(
              change.state.kind === 'ended' ? `${change.state.reason}: ${change.state.why}` : `planned: ${change.why}`,
            ),
          ],
          protocol,
        }));
        break;
      case 'move':
        put(change.key, (one) => ({
          ...(one as StoredStep),
          step: change.step,
          state: change.state,
          trail: [
            ...(one?.trail ?? []),
            entry(
              change.state.kind === 'ended' ? `${change.state.reason}: ${change.state.why}` : `moved: ${change.why}`,
            ),
          ],
          protocol,
        }));
        break;
      case 'end':
        put(change.key, (one) => ({
          ...(one as StoredStep),
          state: { kind: 'ended', reason: change.reason, why: change.why, at: now },
          trail: [...(one?.trail ?? []), entry(`${change.reason}: ${change.why}`)],
        }));
        break;
      case 'open':
        put(change.step.key, (one) => ({
          step: change.step,
          state: { kind: 'ended', reason: 'handed-to-staff', why: change.why, at: now },
          attempts: one?.attempts ?? [],
          trail: [...(one?.trail ?? []), entry(`opened for staff: ${change.why}`)],
          protocol,
        }));
        break;
      default:
        change satisfies never;
    }
  }
  return [...byKey.values()];
}
