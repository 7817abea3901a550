// Subpath `./testing`: builders for tests of code that uses this package.
export * from './facts.js';
