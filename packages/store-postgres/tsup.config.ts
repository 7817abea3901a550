import { packageBuild } from '../../scripts/tsup-config.js';

// The SQL files are found beside `dist`; CommonJS needs a stand-in for `import.meta.url`.
export default packageBuild(['src/index.ts']).map((build) => ({ ...build, shims: true }));
