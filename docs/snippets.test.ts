// Runs every `ts` fence of the docs, the READMEs and the doc comments; `ts no-run` is the visible exception. Each fence
// becomes a file in docs/.snippets (ignored by git), where the published package names resolve to their sources.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const output = `${root}docs/.snippets/`;
const documented = /^(README\.md|docs\/.+\.md|packages\/[^/]+\/(README\.md|src\/.+\.ts))$/;

const paths = ['docs', 'packages']
  .flatMap((folder) => readdirSync(root + folder, { recursive: true }).map((path) => `${folder}/${path}`))
  .concat(readdirSync(root))
  .filter((path) => documented.test(path) && !path.includes('node_modules'));

function fencesOf(path: string) {
  const fences: { at: string; info: string; code: string }[] = [];
  let open: { ticks: string; info: string; line: number; code: string } | undefined;
  for (const [index, raw] of readFileSync(root + path, 'utf8')
    .split(/\r?\n/)
    .entries()) {
    const insideComment = /^\s*\*(?: |$)/;
    if (path.endsWith('.ts') && !insideComment.test(raw)) continue;
    const text = path.endsWith('.ts') ? raw.replace(insideComment, '') : raw;
    const [, ticks = '', info = ''] = /^\s*(`{3,})(.*)$/.exec(text) ?? [];
    if (!open) {
      // Blank lines before the code keep its line numbers, so that a stack trace points into the document.
      if (ticks) open = { ticks, info: info.trim(), line: index + 1, code: '\n'.repeat(index + 1) };
    } else if (ticks.startsWith(open.ticks) && !info) {
      fences.push({ at: `${path}:${open.line}`, info: open.info, code: open.code });
      open = undefined;
    } else open.code += `${text}\n`;
  }
  if (open) throw new Error(`${path}:${open.line} opens a fence that is never closed`);
  return fences.filter(({ info }) => /^(ts|typescript)\b/.test(info) && info !== 'ts no-run');
}

rmSync(output, { recursive: true, force: true });
mkdirSync(output);
for (const { at, code } of paths.flatMap(fencesOf)) {
  it(at, async () => {
    expect(/\b(assert|expect)\b[.\w]*\(/.test(code), 'has an assertion').toBe(true);
    const file = `${output}${at.replaceAll(/[/:]/g, '-')}.ts`;
    writeFileSync(file, code);
    await import(file);
  });
}
