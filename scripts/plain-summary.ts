// A vitest reporter: the last line of a run reads `N passed, N failed[, N skipped]`. A file that fails to load and an
// error outside any test count as failed, because vitest's own exit code counts them so.
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export default class PlainSummary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const count = (state: string) => states.filter((each) => each === state).length;
    const unloaded = modules.filter((module) => module.errors().length > 0).length;
    const failed = count('failed') + unloaded + unhandledErrors.length;
    const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
    // On exit, so that it stands below the coverage table.
    process.once('exit', () => console.log(`${count('passed')} passed, ${failed} failed${skipped}`));
  }
}
