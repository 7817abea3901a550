// `simulate`: made-up patients run through the production engine. In: a scenario's name and flags. Out: transcripts on
// `out`, a page when asked.
import { writeFile } from 'node:fs/promises';
import { createContent } from '@implant-journey/content';
import {
  findScenario,
  type ScenarioInput,
  type Simulation,
  scenarios,
  simulate,
  simulatedPractice,
  standardProtocol,
} from '@implant-journey/core';
import { createMemoryStore } from '@implant-journey/store-memory';
import type { Output } from './command.js';
import { renderSimulations } from './page/simulation-page.js';
import { toTranscript } from './transcript.js';

export interface SimulateFlags {
  readonly json?: true;
  readonly html?: string;
}

/** Thrown for a scenario that is none; the message names those there are. */
export class UnknownScenarioError extends Error {
  override readonly name = 'UnknownScenarioError';
}

export function scenarioList(): string {
  const width = Math.max(...scenarios.map(({ id }) => id.length)) + 2;
  return scenarios.map(({ id, title }) => `  ${id.padEnd(width)}${title}`).join('\n');
}

/** Runs a scenario with the standard protocol and words, in memory. */
export function runScenario(scenario: ScenarioInput): Promise<Simulation> {
  return simulate(scenario, {
    store: createMemoryStore(),
    content: createContent(),
    practice: simulatedPractice,
    protocol: standardProtocol,
  });
}

export async function runSimulate(
  id: string | undefined,
  { json, html }: SimulateFlags,
  { out, err }: Output,
): Promise<void> {
  const chosen = id === undefined ? scenarios : [findScenario(id)].filter((one) => one !== undefined);
  if (chosen.length === 0)
    throw new UnknownScenarioError(`there is no scenario of this name; choose one of\n${scenarioList()}`);
  const simulations: Simulation[] = [];
  for (const scenario of chosen) {
    simulations.push(await runScenario(scenario));
    err(`simulated ${scenario.id}\n`);
  }
  if (json)
    out(
      `${JSON.stringify(
        simulations.map(({ scenario, lines }) => ({ id: scenario.id, title: scenario.title, lines })),
        null,
        2,
      )}\n`,
    );
  else out(simulations.map(toTranscript).join('\n'));
  if (html === undefined) return;
  await writeFile(html, renderSimulations(simulations));
  err(`wrote ${html}\n`);
}
