import type { Prisma } from '../../database/generated/client.js';

/** Looks what is due: issues by their schedule, and issues whose sending was cut off. */
export const SCHEDULE_TASK = 'look_after_newsletters';
/** Sends an issue to those who wait for it. */
export const SEND_TASK = 'send_newsletter_issue';
/** Deals with a sign-up: the mail that asks to confirm it. */
export const SIGN_UP_TASK = 'answer_newsletter_sign_up';

type Transaction = Pick<Prisma.TransactionClient, '$executeRaw'>;

/**
 * A statement that adds the jobs of the sign-ups in `from`, each to begin a random moment later: see
 * sign-up.service.ts. `seconds` is an expression in SQL, of how much later.
 */
export function buildSignUpJobsSql(from: string, seconds = '0'): string {
  return `
    SELECT graphile_worker.add_job('${SIGN_UP_TASK}', json_build_object('signUpId', s.id),
      run_at := now() + (random() + ${seconds}) * interval '1 second', job_key := '${SIGN_UP_TASK}:' || s.id) FROM ${from} s`;
}

/**
 * Adds the job that sends an issue, in place of one that waits. The job of a process that died stays locked for
 * hours: it is passed over, and sender-lock.ts sees to it that no two send at once.
 */
export async function enqueueSending(tx: Transaction, issueId: number): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${SEND_TASK}, json_build_object('issueId', ${issueId}::int),
      job_key := ${`${SEND_TASK}:${issueId}`})`;
}
