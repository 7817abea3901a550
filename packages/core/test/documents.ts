// Stored journeys and the circumstances of a tick in a few words for tests. The patient has a mobile number with a yes to
// care by text, and an email address. Nothing here knows a rule of the code under test.
import { emptyDocument, type JourneyDocument, type JourneyFact, standardProtocol } from '@implant-journey/core';
import { consent, contactPoint, patient, practice } from '@implant-journey/core/testing';
import type { DueCircumstances } from '../src/engine/take-message.js';
import type { Rules } from '../src/engine/update.js';
import type { Attempt, StoredStep } from '../src/plan/step.js';
import type { ContentRequest } from '../src/ports/content.js';
import { at } from './escalations.js';
import { journeyOf } from './plans.js';

export const rules: Rules = { practice: practice(), protocol: standardProtocol };

export const reachable: readonly JourneyFact[] = [
  patient({ locationId: 'chicago' }),
  contactPoint({ id: 'mobile' }),
  contactPoint({ id: 'email', use: 'email', value: 'robin@example.test' }),
  consent({ id: 'yes' }),
];

export function documentWith(
  steps: readonly StoredStep[],
  facts: readonly JourneyFact[] = reachable,
  rest: Partial<JourneyDocument> = {},
): JourneyDocument {
  return { ...emptyDocument('harbor', 'made-up-1'), journey: journeyOf(facts), steps, ...rest };
}

export interface Circumstances extends DueCircumstances {
  /** What the content was asked for. */
  readonly asked: ContentRequest[];
}

/** A host with all channels and words for everything, when Chicago's clocks show a time. */
export function circumstances(wallClock: string, fields: Partial<DueCircumstances> = {}): Circumstances {
  const asked: ContentRequest[] = [];
  let attempts = 0;
  return {
    ...rules,
    now: at(wallClock),
    channels: ['sms', 'portal', 'email'],
    ceilings: { sms: 'L1', portal: 'L2', email: 'L1' },
    chartAsOf: null,
    elsewhere: [],
    noRoomUntil: null,
    content: {
      render(request) {
        asked.push(request);
        return { subject: null, body: request.templates.join(' + '), language: 'en', version: 'en 1' };
      },
    },
    newId: () => {
      attempts += 1;
      return `attempt-${attempts}`;
    },
    asked,
    ...fields,
  };
}

export function attempt(fields: Partial<Attempt> = {}): Attempt {
  return {
    id: 'attempt-1',
    channel: 'sms',
    to: '(312) 555-0142',
    at: at('2026-01-12 17:00'),
    words: 'en 1',
    outcome: 'calling',
    providerId: null,
    reason: null,
    lookups: 0,
    ...fields,
  };
}
