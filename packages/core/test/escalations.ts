// A location, an escalation and actions for tests: what a test speaks about is named in the call. Harbor Street opens
// Monday to Friday from 8 to 5 in Chicago, and is closed on 3 July and 26 November 2026.
import type { Escalation, EscalationPolicy } from '../src/escalation/escalation.js';
import { type EscalationInput, openEscalation } from '../src/escalation/route.js';
import { standardEscalationPolicy } from '../src/escalation/standard-policy.js';
import { EscalationActionFact } from '../src/journey/fact.js';
import { Location } from '../src/practice/practice.js';
import { instantOfWallClock, wallClockAt } from '../src/shared/time.js';

const zone = 'America/Chicago';
const day = { open: '08:00', close: '17:00' };

export const harbor: Location = Location.parse({
  id: 'harbor',
  name: 'Harbor Street Dental',
  zone,
  phone: '312-555-0100',
  hours: { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day },
  closedOn: ['2026-07-03', '2026-11-26'],
  team: ['ana', 'ben'],
  onCall: ['dr-cole', 'dr-dune'],
});

/** The instant at which Chicago's clocks show `2026-06-30 16:30`, and back. */
export const at = (wallClock: string) => instantOfWallClock(`${wallClock}:00`, zone);
export const wall = (instant: string | null) => (instant === null ? null : wallClockAt(instant, zone).slice(0, 16));

interface Opening extends Partial<Omit<EscalationInput, 'patientId'>> {
  readonly location?: Location;
  readonly policy?: EscalationPolicy;
}

/** An escalation of tier S unless told otherwise, opened at a time on Chicago's clocks. */
export function opened(wallClock: string, { location, policy, ...input }: Opening = {}): Escalation {
  const whole: EscalationInput = {
    id: 'e-1',
    patientId: EscalationActionFact.shape.patientId.parse('made-up-1'),
    caseIds: ['case-19'],
    reason: 'low-score',
    tier: 'S',
    because: ['answer-7'],
    stepKey: 'placement-19/day-3-check',
    ...input,
  };
  return openEscalation(whole, location ?? harbor, policy ?? standardEscalationPolicy, at(wallClock));
}

/** What ana did at a time on Chicago's clocks; fields as given, also those a schema would refuse. */
export function action(
  what: EscalationActionFact['action'],
  wallClock: string,
  fields: Partial<Omit<EscalationActionFact, 'id'>> & { readonly id?: string } = {},
): EscalationActionFact {
  const complete = EscalationActionFact.parse({
    kind: 'escalation-action',
    id: `${what}-1`,
    revision: 1,
    recordedAt: '2026-01-05T15:00:00Z',
    patientId: 'made-up-1',
    escalationId: 'e-1',
    action: what,
    by: 'ana',
    at: at(wallClock),
    assignee: what === 'assigned' ? 'ben' : null,
    outcome: what === 'closed' ? 'reached, comes in today' : null,
  });
  return { ...complete, ...(fields as Partial<EscalationActionFact>) };
}
