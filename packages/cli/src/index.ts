// The public names of @implant-journey/cli: the command, and its steps for programs that want them one by one.
export {
  type Backtest,
  type BacktestCase,
  type BacktestOptions,
  backtest,
  type GapCount,
  type GapName,
  gapNames,
  type MessageCount,
} from './backtest.js';
export { type Output, run } from './command.js';
export { ExportFolderError, type Reject } from './export-folder.js';
export { renderPage } from './page/page.js';
export { renderSimulations } from './page/simulation-page.js';
export { type Practice, readPractice } from './practice.js';
export { toJson } from './report-json.js';
export { toText } from './report-text.js';
export { runScenario } from './run-simulate.js';
export { toTranscript } from './transcript.js';
