// The real Postgres server of the tests of the project `postgres`, one for a run. Out: its address, by
// `inject('postgresUrl')`. `TEST_DATABASE_URL` names another server (a superuser's address).
import type { TestProject } from 'vitest/node';
import { quickSettings, startPostgres } from './postgres-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== '') {
    project.provide('postgresUrl', given);
    return async () => undefined;
  }
  const server = await startPostgres(quickSettings);
  project.provide('postgresUrl', server.url);
  return () => server.close();
}
