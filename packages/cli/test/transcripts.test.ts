// Every scenario of the engine with the standard words, as a transcript that is committed. A change of rule or word shows
// here as a difference to read: would a good practice do that?
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runScenario, toTranscript } from '@implant-journey/cli';
import { scenarios } from '@implant-journey/core';
import { describe, expect, it } from 'vitest';

const fileOf = (id: string) => fileURLToPath(new URL(`transcripts/${id}.txt`, import.meta.url));

describe('the transcript of each scenario', () => {
  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s is as committed', async (id, scenario) => {
    const told = toTranscript(await runScenario(scenario));
    // `UPDATE_TRANSCRIPTS=1 npm test -- transcripts` writes them anew, to be read before they are committed.
    if (process.env.UPDATE_TRANSCRIPTS !== undefined) writeFileSync(fileOf(id), told);
    expect(existsSync(fileOf(id)), 'is committed').toBe(true);
    expect(told).toBe(readFileSync(fileOf(id), 'utf8'));
  });

  it('is the same to the byte on a second run', async () => {
    for (const scenario of scenarios.slice(0, 3)) {
      expect(toTranscript(await runScenario(scenario))).toBe(toTranscript(await runScenario(scenario)));
    }
  });
});
