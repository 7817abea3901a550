// The provider and the pager: a process of its own whose append-only logs are the truth. In: the environment, messages and
// notices over HTTP. Out: two files, one line for each message or notice it accepted, written before it answers. What it
// does with a message is drawn from the seed and the number it goes to; a second try there is an ordinary one.
import { appendFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AcceptedMessage, ProviderSettings } from './provider.js';
import { drawFor } from './seeded.js';

const settings = JSON.parse(process.env.PROVIDER as string) as ProviderSettings;
const accepted = new Set<string>();
const called = new Set<string>();

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (part: Buffer) => {
    body += part;
  });
  request.on('end', () => {
    if (request.url === '/count') response.end(String(accepted.size));
    else if (request.method === 'GET') lookUp(request.url?.split('/').at(-1) ?? '', response);
    else if (request.url === '/notices') {
      appendFileSync(settings.noticesPath, `${body}\n`);
      response.writeHead(202).end();
    } else take(JSON.parse(body), response);
  });
});

function take(message: Pick<AcceptedMessage, 'attemptId' | 'to' | 'worker'>, response: ServerResponse): void {
  const does = called.has(message.to) ? 'accept' : behaviourFor(message.to);
  called.add(message.to);
  const answerMs = (settings.answersWithinMs ?? 0) * drawFor(settings.seed, `delay ${message.attemptId}`);
  if (does === 'reject') return void setTimeout(() => response.writeHead(429).end(), answerMs);
  if (!(settings.honoursAttemptIds && accepted.has(message.attemptId))) {
    const line: AcceptedMessage = { ...message, at: Date.now(), does };
    appendFileSync(settings.messagesPath, `${JSON.stringify(line)}\n`);
  }
  accepted.add(message.attemptId);
  if (does === 'hang') return;
  setTimeout(() => {
    if (does === 'reset') response.destroy();
    else response.writeHead(does === 'error' ? 500 : 202).end();
  }, answerMs);
}

function behaviourFor(to: string): AcceptedMessage['does'] | 'reject' {
  let left = drawFor(settings.seed, `behaviour ${to}`);
  for (const [does, share] of Object.entries(settings.shares ?? {})) {
    if (left < share) return does as AcceptedMessage['does'] | 'reject';
    left -= share;
  }
  return 'accept';
}

function lookUp(attemptId: string, response: ServerResponse): void {
  const isUnclear = drawFor(settings.seed, `look-up ${attemptId}`) < (settings.unclearLookUps ?? 0);
  response.writeHead(isUnclear ? 503 : accepted.has(attemptId) ? 200 : 404).end();
}

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
// Whoever started it is gone.
process.stdin.on('end', () => process.exit(0)).resume();
