import type pg from 'pg';
import type { Prisma } from '../../database/generated/client.js';

/** Job that creates scheduled issues and resumes issues after an interruption. */
export const SCHEDULE_TASK = 'look_after_newsletters';
/** Job that sends an issue to its waiting subscribers. */
export const SEND_TASK = 'send_newsletter_issue';
/** Job that processes a sign-up and sends the mail that asks to confirm it. */
export const SIGN_UP_TASK = 'answer_newsletter_sign_up';

/** Job that sends the next issue to one address, for an editor. */
export const TEST_TASK = 'send_newsletter_test';
/** Attempts to send a test, over about ten minutes. */
const TEST_ATTEMPTS = 8;

type Transaction = Pick<Prisma.TransactionClient, '$executeRaw'>;

/**
 * Builds a statement that enqueues the jobs of the sign-ups in `from`, each with a random delay: see
 * sign-up.service.ts. `seconds` is an SQL expression for an additional delay.
 */
export function buildSignUpJobsSql(from: string, seconds = '0'): string {
  return `
    SELECT graphile_worker.add_job('${SIGN_UP_TASK}', json_build_object('signUpId', s.id),
      run_at := now() + (random() + ${seconds}) * interval '1 second', job_key := '${SIGN_UP_TASK}:' || s.id) FROM ${from} s`;
}

/**
 * Enqueues the job that sends an issue, replacing one that waits. The job of a dead process stays locked for
 * hours and is ignored; the lock in mail/deliveries.ts prevents two concurrent senders.
 */
export async function enqueueSending(tx: Transaction, issueId: number): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${SEND_TASK}, json_build_object('issueId', ${issueId}::int),
      job_key := ${`${SEND_TASK}:${issueId}`})`;
}

/** Enqueues the job that sends an issue, for a time. */
export async function enqueueSendingAt(pool: pg.Pool, issueId: number, time: Date): Promise<void> {
  await pool.query(
    'SELECT graphile_worker.add_job($1, json_build_object($2::text, $3::int), run_at := $4, job_key := $5)',
    [SEND_TASK, 'issueId', issueId, time, `${SEND_TASK}:${issueId}`],
  );
}

/** Enqueues the job that sends the next issue to an address, in a language of the site. */
export async function enqueueTest(
  tx: Transaction,
  newsletterId: number,
  email: string,
  language: string,
): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${TEST_TASK},
      json_build_object('newsletterId', ${newsletterId}::int, 'email', ${email}::text, 'language', ${language}::text), max_attempts := ${TEST_ATTEMPTS}::int)`;
}
