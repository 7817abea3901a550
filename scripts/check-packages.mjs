// Packs every published package and uses the tarballs the way strangers do: linted, imported, required, type-checked,
// bundled for a browser, and run under Bun and Deno. Needs `npm run build` first, and the npm registry.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { buildSync } from 'esbuild';
import { runPnpm } from './pnpm.mjs';

// What a consumer calls from each entry point: `names` are imported, and `call` is TypeScript that gives a value.
const calls = [
  {
    from: '@implant-journey/core',
    names: 'createImplantJourneys, emptyJourney, foldFacts, simulatedPractice, standardCaseRules',
    call: "foldFacts(emptyJourney('harbor', '1'), [])",
  },
  {
    from: '@implant-journey/core/contracts',
    names: 'casesFor, journeyStoreContract',
    call: 'casesFor(journeyStoreContract, { exempt: {} })',
  },
  { from: '@implant-journey/core/testing', names: 'procedure', call: "procedure({ code: 'D6010' })" },
  {
    from: '@implant-journey/content',
    names: 'createContent, readingGrade',
    call: "[readingGrade('We read it.'), createContent().render({ templates: ['day-7'], channel: 'sms', level: 'L0', language: null, traits: [], values: { practice: 'A', phone: '1' } })]",
  },
  {
    from: '@implant-journey/pms-open-dental',
    names: 'readSettings',
    call: "readSettings({ serverZone: 'America/Chicago', clinics: [{ clinicNum: 1, name: 'A', zone: 'America/Chicago' }] })",
  },
  {
    from: '@implant-journey/worker',
    names: 'createWorker',
    call: "createWorker({ journeys: createImplantJourneys({ store: createMemoryStore(), clock: { now: () => '2026-01-12T15:00:00Z' }, practices: [], channels: [], content: createContent(), notifier: { notify: async () => undefined }, newId: () => 'id' }), clock: { now: () => '2026-01-12T15:00:00Z' } }).health()",
  },
  { from: '@implant-journey/store-memory', names: 'createMemoryStore', call: 'createMemoryStore()' },
  {
    from: '@implant-journey/store-postgres',
    names: 'createLocalKeys, createPostgresStore, migrate',
    // Whatever is asked, there is nothing; this also reads the SQL files that lie beside the build.
    call: "[createLocalKeys({ keys: { a: 'A'.repeat(43) + '=' }, newest: 'a', hashSecret: 'A'.repeat(43) + '=' }), createPostgresStore, migrate({ database: { query: async () => ({ rows: [] }) } }).then((ran) => { if (ran.length < 2) throw new Error('no migrations'); })]",
  },
  {
    from: '@implant-journey/queue-bullmq',
    names: 'createBullmqCarrier',
    call: "createBullmqCarrier({ connection: {}, clock: { now: () => '2026-01-12T15:00:00Z' } }).health()",
  },
  {
    from: '@implant-journey/cli',
    names: 'backtest, renderPage',
    call: "renderPage(backtest([], { practice: 'A', asOf: '2026-11-20', rules: standardCaseRules, settings: simulatedPractice }), 0)",
  },
];
const coreCalls = calls.filter(({ from }) => from.startsWith('@implant-journey/core'));

const program = (list, load) =>
  [
    ...list.map(load),
    ...list.map(({ from, call }) => `if ((${call}) === undefined) throw new Error('${from} gave nothing');`),
    '',
  ].join('\n');
const importing = ({ from, names }) => `import { ${names} } from '${from}';`;
const requiring = ({ from, names }) => `const { ${names} } = require('${from}');`;

let failures = 0;
/** Reports one check; `attempt` throws when it does not hold. */
function check(name, attempt) {
  try {
    attempt();
    console.log(`ok    ${name}`);
  } catch (error) {
    failures += 1;
    console.log(`FAIL  ${name}\n${error.message}`);
  }
}

const root = fileURLToPath(new URL('../', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'check-packages-'));
const esm = join(work, 'esm');
const cjs = join(work, 'cjs');
const bin = (name) => join(root, 'node_modules/.bin', name);

function run(command, args, cwd = work) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(error?.message ?? stdout + stderr);
}

if (
  runPnpm([
    '--recursive',
    '--filter',
    './packages/*',
    '--filter',
    '!@implant-journey/bench',
    '--filter',
    '!@implant-journey/drills',
    '--reporter=silent',
    'pack',
    '--pack-destination',
    work,
  ]) !== 0
)
  throw new Error('pnpm pack failed');
const tarballs = readdirSync(work).map((file) => join(work, file));

for (const tarball of tarballs) {
  check(`publint ${basename(tarball)}`, () => run(bin('publint'), ['--strict', tarball]));
  // node16 leaves out Node 10's resolution, which knows no subpath exports.
  check(`attw ${basename(tarball)}`, () => run(bin('attw'), ['--profile', 'node16', tarball]));
}

for (const [folder, type] of [
  [esm, 'module'],
  [cjs, 'commonjs'],
]) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type }));
  check(`npm install into an empty project, type ${type}`, () =>
    run('npm', ['install', '--no-audit', '--no-fund', ...tarballs, 'typescript-7@npm:typescript@7.0.2'], folder),
  );
  check(`implant-journey --help, type ${type}`, () =>
    run(join(folder, 'node_modules/.bin/implant-journey'), ['--help']),
  );
}

writeFileSync(join(esm, 'all.js'), program(calls, importing));
writeFileSync(join(cjs, 'all.js'), program(calls, requiring));
check('import and call', () => run('node', ['all.js'], esm));
check('require and call', () => run('node', ['all.js'], cjs));

writeFileSync(join(esm, 'all.mts'), program(calls, importing));
writeFileSync(join(esm, 'all.cts'), program(calls, importing));
const strict = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', 'all.mts', 'all.cts'];
check('types, TypeScript 6', () => run(bin('tsc'), ['--ignoreConfig', ...strict], esm));
check('types, TypeScript 7', () =>
  run('node', ['node_modules/typescript-7/bin/tsc', '--ignoreConfig', ...strict], esm),
);

check('core in a browser bundle, without any Node API', () => {
  const stdin = { contents: program(coreCalls, importing), resolveDir: esm };
  const { outputFiles } = buildSync({
    stdin,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    write: false,
    logLevel: 'silent',
  });
  vm.runInNewContext(outputFiles[0].text, { URL }); // no process, Buffer or require; every browser has URL
});

writeFileSync(join(esm, 'core.js'), program(coreCalls, importing));
for (const [runtime, ...args] of [
  ['bun@1.4.5', 'core.js'],
  ['deno@2.9.6', 'run', '--no-prompt', 'core.js'],
]) {
  const installed = spawnSync('npx', ['-y', runtime, '--version']).status === 0;
  if (installed) check(`core under ${runtime}`, () => run('npx', ['-y', runtime, ...args], esm));
  else console.log(`skip  core under ${runtime}: it does not install here`);
}

console.log(failures === 0 ? 'All packages hold.' : `${failures} failed; the projects are in ${work}`);
if (failures === 0) rmSync(work, { recursive: true });
process.exitCode = failures === 0 ? 0 : 1;
