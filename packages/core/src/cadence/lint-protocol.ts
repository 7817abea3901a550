// What is wrong with a protocol though every field fits its schema. In: a protocol. Out: findings, in the order of its
// fields. Rule owned: what counts as a mistake; each part has its own file in lint/.
import { lintCaps } from './lint/caps.js';
import type { Finding } from './lint/finding.js';
import { lintSendWindow, lintTimes } from './lint/hours.js';
import { lintReactivation } from './lint/reactivation.js';
import { lintEscalation, lintStaffSteps } from './lint/staff.js';
import { lintIds, lintSteps } from './lint/steps.js';
import { lintCases, lintWords } from './lint/words.js';
import type { Protocol } from './protocol.js';

export type { Finding } from './lint/finding.js';

/**
 * Looks a protocol through before it goes live: steps that can never happen, times and caps that hold them back, people
 * who would hear too late, safety content that something could withhold.
 * @returns Findings with the place, the problem and its mend; empty for the standard protocol.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { lintProtocol, standardProtocol } from '@implant-journey/core';
 * assert.deepEqual(lintProtocol(standardProtocol), []);
 * const [finding] = lintProtocol({ ...standardProtocol, caps: { ...standardProtocol.caps, perSevenDays: 1 } });
 * assert.deepEqual([finding?.severity, finding?.where], ['error', 'caps.perSevenDays']);
 * ```
 */
export function lintProtocol(protocol: Protocol): readonly Finding[] {
  return [
    ...lintCases(protocol),
    ...lintIds(protocol),
    ...lintSteps(protocol),
    ...lintWords(protocol),
    ...lintTimes(protocol),
    ...lintReactivation(protocol),
    ...lintStaffSteps(protocol),
    ...lintEscalation(protocol),
    ...lintSendWindow(protocol),
    ...lintCaps(protocol),
  ];
}
