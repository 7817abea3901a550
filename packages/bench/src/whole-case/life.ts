// One made-up patient as the practice knows her. In: the name of a scenario. Out: what was reported of the patient and the
// plan as it is stored, read anew for each case: a store and a connector hand over new objects as well.
import { createContent } from '@implant-journey/content';
import {
  applyChanges,
  emptyJourney,
  findScenario,
  foldFacts,
  followChart,
  type JourneyFact,
  parseFact,
  plan,
  reconcile,
  type ScenarioInput,
  type Sighting,
  type StoredStep,
  simulate,
  simulatedPatientId,
  simulatedPractice,
  standardProtocol,
} from '@implant-journey/core';
import { createMemoryStore } from '@implant-journey/store-memory';

/** What is known when a fact arrives. */
export interface Known {
  readonly facts: readonly JourneyFact[];
  readonly stored: readonly StoredStep[];
  readonly seen: readonly Sighting[];
}

export interface Life {
  /** The same words, new objects. */
  read(): Known;
  /** When the story ends. */
  readonly now: string;
}

/** The chart of a whole treatment, read at once; nothing has been sent yet. */
export function chartOf(scenarioId: string): Life {
  const facts = chartedIn(scenarioNamed(scenarioId));
  const now = '2026-01-12T22:00:00Z';
  const desired = plan(foldFacts(start, facts), standardProtocol, simulatedPractice);
  const seen = followChart([], desired.events);
  const stored = applyChanges([], reconcile(desired, [], standardProtocol, now, seen), desired.protocol, now);
  return { read: readerOf({ facts, stored, seen }), now };
}

/** Lives a scenario to its end with the production engine: messages sent, delivered and read, checks answered. */
export async function lifeOf(scenarioId: string): Promise<Life> {
  const scenario = scenarioNamed(scenarioId);
  const { journey, lines } = await simulate(scenario, {
    store: createMemoryStore(),
    content: createContent(),
    practice: simulatedPractice,
    protocol: standardProtocol,
  });
  const snapshots = Object.values(journey.document.journey).flat().filter(isFact);
  const corrected = chartedIn(scenario).filter((fact) => !snapshots.some((one) => isSameSnapshot(one, fact)));
  const { steps: stored, seen = [] } = journey.document;
  const read = readerOf({ facts: [...corrected, ...snapshots], stored, seen });
  return { read, now: lines.at(-1)?.at ?? '' };
}

/** The journey of the made-up patient before the first fact. */
export const start = emptyJourney(simulatedPractice.id, simulatedPatientId);

function scenarioNamed(scenarioId: string): ScenarioInput {
  const scenario = findScenario(scenarioId);
  if (scenario === undefined) throw new Error(`there is no scenario ${scenarioId}`);
  return scenario;
}

function chartedIn({ script }: ScenarioInput): readonly JourneyFact[] {
  return script.flatMap((line) => (line.kind === 'chart' ? line.facts.map(parseFact) : [])).filter(isFact);
}

function readerOf(known: Known): Life['read'] {
  const text = JSON.stringify(known);
  return () => JSON.parse(text) as Known;
}

function isFact(value: unknown): value is JourneyFact {
  return typeof value === 'object';
}

function isSameSnapshot(a: JourneyFact, b: JourneyFact): boolean {
  return a.kind === b.kind && a.id === b.id && a.revision === b.revision;
}
