import { packageBuild } from '../../scripts/tsup-config.js';

// `syllable` is published as ESM only: the CommonJS build carries its own copy, since not every Node can require ESM.
export default packageBuild(['src/index.ts']).map((build) =>
  build.format === 'cjs' ? { ...build, noExternal: ['syllable'] } : build,
);
