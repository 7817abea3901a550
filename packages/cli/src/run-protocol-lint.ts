// `protocol lint`: a protocol read and checked before it goes live. In: a file. Out: every finding on `out`; the command
// fails when one of them is an error.
import { readFile } from 'node:fs/promises';
import { createContent, lintContent } from '@implant-journey/content';
import { defineProtocol, JourneyError, lintProtocol } from '@implant-journey/core';
import type { Output } from './command.js';

/** The protocol was read, and it has errors that were printed. */
export class FindingsError extends Error {
  override readonly name = 'FindingsError';
}

export async function runProtocolLint(file: string, { out }: Output): Promise<void> {
  const protocol = defineProtocol(parseJson(await readFile(file, 'utf8')));
  const findings = lintProtocol(protocol);
  for (const { severity, where, problem, mend } of findings) out(`${severity}: ${where} ${problem}; ${mend}\n`);
  // A message nobody can send as it must be is an error of the protocol that asks for it.
  const words = lintContent(protocol, createContent());
  for (const { template, channel, level, words: told } of words)
    out(`error: ${template} by ${channel} at ${level}: ${told}\n`);
  const errors = words.length + findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  out(`${protocol.name}, version ${protocol.version}: ${errors} errors, ${warnings} warnings\n`);
  if (errors > 0) throw new FindingsError('the protocol has errors');
}

function parseJson(text: string) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new JourneyError('protocol/invalid', `The protocol is not valid JSON: ${(error as Error).message}.`);
  }
}
