// What an application does when a fact arrives, written by hand for this one kind of case: fold the facts, plan 45 messages,
// compare with what is planned. In: rows of facts, the plan as stored. Out: the messages that move. It is as small as can
// be: no consent, no hours, no reasons, no other protocol. Peers schedule what it finds.
import { caseId, dueMs, factOf, factsPerCase, movedByRecord, steps, uuidOf } from './task.mjs';

/** Facts, and beside them the plan that the facts led to last. */
export const appTables = `
  create table app_case (case_id text primary key, version integer not null, plan json not null);
  create table app_fact (case_id text not null, fact_id text not null, body json not null, primary key (case_id, fact_id))`;

/** Which fact the plan hangs on: most on the first, the last few on the second. */
const factOfStep = (step) => (step < steps.length - movedByRecord ? 0 : 1);

export function movesAfter(number, bodies, fact, plan) {
  const newest = new Map();
  for (const body of [...bodies, fact])
    if ((newest.get(body.id)?.revision ?? -1) < body.revision) newest.set(body.id, body);
  const anchors = [...newest.values()].filter(({ kind, status }) => kind === 'procedure' && status === 'completed');
  const shifts = [0, 1].map((index) => anchors.find(({ id }) => id === `fact-${index}`)?.shiftDays ?? 0);
  const desired = Object.fromEntries(steps.map((step) => [step, dueMs(step, shifts[factOfStep(step)])]));
  const moves = steps.filter((step) => plan[step] !== desired[step]);
  return { desired, moves: moves.map((step) => ({ number, step, atMs: desired[step] })) };
}

/** The fact that arrives in a turn. */
export const arriving = (number, { revision, shiftDays }) => factOf(number, 1, revision, shiftDays);

export async function seedApp(pool, cases) {
  const plan = Object.fromEntries(steps.map((step) => [step, dueMs(step)]));
  await pool.query(
    `insert into app_case (case_id, version, plan) select id, 1, $2::json from unnest($1::text[]) as id`,
    [cases.map(caseId), JSON.stringify(plan)],
  );
  const facts = cases.flatMap((number) =>
    Array.from({ length: factsPerCase }, (_none, index) => ({
      case: caseId(number),
      fact: factOf(number, index, 1, 0),
    })),
  );
  await pool.query(
    `insert into app_fact (case_id, fact_id, body) select * from unnest($1::text[], $2::text[], $3::json[])`,
    [facts.map((one) => one.case), facts.map((one) => one.fact.id), facts.map((one) => JSON.stringify(one.fact))],
  );
}

/**
 * Records a fact in one transaction; `move` reschedules within it, on its connection.
 * @returns What moved, for a scheduler that cannot take part in the transaction.
 */
export async function recordInTransaction(pool, number, turn, move) {
  const fact = arriving(number, turn);
  const client = await pool.connect();
  try {
    await client.query('begin');
    const {
      rows: [found],
    } = await client.query({
      name: 'case',
      text: 'select version, plan from app_case where case_id = $1 for update',
      values: [caseId(number)],
    });
    const { rows } = await client.query({
      name: 'facts',
      text: 'select body from app_fact where case_id = $1',
      values: [caseId(number)],
    });
    const { desired, moves } = movesAfter(
      number,
      rows.map(({ body }) => body),
      fact,
      found.plan,
    );
    await client.query({
      name: 'fact',
      text: `insert into app_fact (case_id, fact_id, body) values ($1, $2, $3)
        on conflict (case_id, fact_id) do update set body = excluded.body`,
      values: [caseId(number), fact.id, JSON.stringify(fact)],
    });
    await client.query({
      name: 'planned',
      text: 'update app_case set version = version + 1, plan = $2 where case_id = $1',
      values: [caseId(number), JSON.stringify(desired)],
    });
    if (moves.length > 0) await move(client, moves);
    await client.query('commit');
    return moves;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

export const uuidsOf = (moves) => moves.map(({ number, step }) => uuidOf(number, step));
