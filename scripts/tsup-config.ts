// The build every published package shares: ESM and CommonJS with source maps, and the types of both.
import type { Options } from 'tsup';

/** @param entry - Files that become the same path in `dist`, as `.js` and `.cjs`. @param esmOnly - Files that only ever run as ESM (a bin). */
export function packageBuild(entry: string[], esmOnly: string[] = []): Options[] {
  // Keep the `node:` prefix: tsup strips it otherwise, and some hosts know built-ins by it only.
  const shared: Options = { outDir: 'dist', target: 'node20', sourcemap: true, removeNodeProtocol: false };
  return [
    { ...shared, entry: [...entry, ...esmOnly], format: 'esm' },
    { ...shared, entry, format: 'cjs' },
    {
      ...shared,
      entry,
      format: ['esm', 'cjs'],
      // tsup sets baseUrl, which TypeScript 6 deprecates.
      dts: { only: true, compilerOptions: { ignoreDeprecations: '6.0' } },
    },
  ];
}
