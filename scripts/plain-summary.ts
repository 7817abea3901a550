// A vitest reporter: the last line of a run reads `N passed, N failed[, N skipped]`, after a line for each test that
// failed with the first lines of its error (a law's error begins with its seed). A file that fails to load and an error
// outside any test count as failed, because vitest's own exit code counts them so.
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

const firstLines = (message: string | undefined) => (message ?? '').split('\n').slice(0, 3).join(' ').slice(0, 500);

export default class PlainSummary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((each) => each.result().state === state).length;
    const failures = [
      ...tests
        .filter((test) => test.result().state === 'failed')
        .map((test) => ({ where: `${test.module.moduleId} > ${test.fullName}`, error: test.result().errors?.[0] })),
      ...modules
        .filter((module) => module.errors().length > 0)
        .map((module) => ({ where: module.moduleId, error: module.errors()[0] })),
      ...unhandledErrors.map((error) => ({ where: 'outside any test', error })),
    ];
    const lines = failures.map(({ where, error }) => `FAILED: ${where}: ${firstLines(error?.message)}`);
    const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
    // On exit, so that it stands below the coverage table.
    process.once('exit', () => {
      for (const line of lines) console.log(line);
      console.log(`${count('passed')} passed, ${failures.length} failed${skipped}`);
    });
  }
}
