// The engine on Postgres: a year of a made-up patient goes as it does in memory, and the audit tells of it.
import { createContent } from '@implant-journey/content';
import { findScenario, simulate, simulatedPractice, standardProtocol } from '@implant-journey/core';
import { createMemoryStore } from '@implant-journey/store-memory';
import { expect, it } from 'vitest';
import type { AuditLine } from '../src/index.js';
import { embeddedStore } from './embedded.js';

const practiceId = simulatedPractice.id;
const rules = { content: createContent(), practice: simulatedPractice, protocol: standardProtocol };

it.each(['anxious-scores-2', 'opts-out'])('tells the same story as in memory: %s', async (name) => {
  const scenario = findScenario(name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const store = await embeddedStore();
  const stored = await simulate(scenario, { ...rules, store });
  const remembered = await simulate(scenario, { ...rules, store: createMemoryStore() });
  expect(stored.lines).toEqual(remembered.lines);
  expect(stored.lines.length).toBeGreaterThan(5);

  expect(await store.verifyAudit(practiceId)).toMatchObject({ isIntact: true, findings: [] });
  const lines: AuditLine[] = [];
  for await (const line of store.exportAudit(practiceId)) lines.push(JSON.parse(line) as AuditLine);
  const entries = lines.flatMap((line) => line.entries ?? []);
  const sends = entries.filter(({ what }) => what.startsWith('sending by sms'));
  expect(sends.length).toBeGreaterThan(0);
  for (const send of sends)
    expect(send).toMatchObject({
      consent: { id: 'form-sms', revision: 1 },
      protocol: { id: 'standard', version: standardProtocol.version },
      words: 'en 1',
    });
  for (const { by, what } of entries) expect([by, what].every((text) => text !== '')).toBe(true);
  // Nothing the patient was told or wrote, and no way to reach anybody.
  const text = JSON.stringify(entries);
  for (const { who, words } of stored.lines)
    if (who === 'message' || who === 'patient') expect(text).not.toContain(words);
  expect(text.replaceAll(/\D/g, '')).not.toContain('5550142');
  expect(text).not.toContain('example.test');
});
