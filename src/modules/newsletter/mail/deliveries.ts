import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { NewsletterIssue } from '../../../database/generated/client.js';
import { MailFailure } from '../../../mail/mail-transport.js';
import { persistently } from '../../../shared/async/lost-connection.js';
import { enqueueSendingAt } from '../newsletter-tasks.js';

/** First key of the advisory locks of senders; the second is the issue's ID. */
const SENDING_LOCK_CLASS = 7_203_119;
/**
 * Number of attempts to deliver a deferred mail. With the delays below they span more than a day and a half.
 */
const MAX_ATTEMPTS = 12;
/** Seconds until a claim expires, unless its sender renews it. */
const LEASE_SECONDS = 30;
/** Milliseconds between two renewals of the claims of mails in transit. */
export const RENEWAL_MS = 10_000;
/**
 * Milliseconds that a sender which could not reach the database has to record its outcomes, once the database
 * responds to another sender. It tries every few seconds.
 */
const SETTLE_MS = 8_000;

/** Delivery claimed by a sender. */
export interface ClaimedDelivery {
  subscriptionId: number;
  /** SENDING, or SKIPPED if the subscriber has unsubscribed or is suppressed. */
  status: string;
  email: string;
  confirmedAt: Date;
  /** BCP 47 tag of the newsletter's language, else the subscriber's; null for that of the site. */
  language: string | null;
  attempts: number;
}

/**
 * Delivery queue of an issue, for one sender at a time. The lock and claims share a connection, so a sender
 * that loses the lock can claim nothing more.
 *
 * Outcomes are recorded over any connection and retried until they succeed, so that no accepted mail is sent
 * twice while its sender lives.
 */
export class DeliveryQueue {
  private lastQuery: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: pg.ClientBase,
    private readonly pool: pg.Pool,
    private readonly issueId: number,
  ) {}

  /** Runs statements one after the other, since workers share the connection. */
  private query(text: string | pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> {
    const result = this.lastQuery.then(() => this.client.query(text as string, values));
    this.lastQuery = result.catch(() => undefined);
    return result;
  }

  /**
   * Retries a statement until it succeeds. Statements must be idempotent, since the reply to a committed one
   * may be lost.
   */
  private async record(text: string, values: unknown[]): Promise<void> {
    await persistently(() => this.pool.query(text, values));
  }

  /**
   * Takes the advisory lock and returns false if another sender holds it. PostgreSQL releases it when this
   * process dies.
   */
  async lock(): Promise<boolean> {
    const { rows } = await this.query('SELECT pg_try_advisory_lock($1, $2) AS held', [
      SENDING_LOCK_CLASS,
      this.issueId,
    ]);
    return rows[0].held;
  }

  async unlock(): Promise<void> {
    await this.query('SELECT pg_advisory_unlock($1, $2)', [SENDING_LOCK_CLASS, this.issueId]);
  }

  /**
   * Requeues expired claims of killed senders, which would have renewed them. Waits before, as a sender may
   * only have lost the database, like this one.
   */
  async releaseInterrupted(signal: AbortSignal): Promise<void> {
    const expired = "status = 'SENDING' AND due_at <= now()";
    const { rows } = await this.query(
      `SELECT subscription_id AS id FROM newsletter_delivery WHERE issue_id = $1 AND ${expired}`,
      [this.issueId],
    );
    if (rows.length === 0) return;
    await sleep(SETTLE_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await this.query(
      `UPDATE newsletter_delivery SET status = 'WAITING' WHERE issue_id = $1 AND subscription_id = ANY($2) AND ${expired}`,
      [this.issueId, rows.map(({ id }) => id)],
    );
  }

  /** Extends the claims of mails in transit. The next renewal follows a failed one. */
  async renew(subscriptionIds: number[]): Promise<void> {
    if (subscriptionIds.length === 0) return;
    const renewal = `UPDATE newsletter_delivery SET due_at = now() + interval '${LEASE_SECONDS} seconds'
       WHERE issue_id = $1 AND subscription_id = ANY($2) AND status = 'SENDING'`;
    await this.pool.query(renewal, [this.issueId, subscriptionIds]).catch(() => undefined);
  }

  /** Enqueues a job for the claims of a sender that may have been killed, at the time when they expire. */
  async scheduleInterrupted(): Promise<void> {
    const { rows } = await this.query(
      "SELECT max(due_at) AS due FROM newsletter_delivery WHERE issue_id = $1 AND status = 'SENDING'",
      [this.issueId],
    );
    if (rows[0].due) await enqueueSendingAt(this.pool, this.issueId, rows[0].due);
  }

  async loadIssue(): Promise<NewsletterIssue | null> {
    const { rows } = await this.query(
      `SELECT i.id, i.newsletter_id AS "newsletterId", i.number, i.scheduled_for AS "scheduledFor", i.subject, i.intro,
         i.sent_at AS "sentAt" FROM newsletter_issue i WHERE i.id = $1`,
      [this.issueId],
    );
    return rows[0] ?? null;
  }

  /**
   * Claims the next due delivery and stores the token for the links of its mail. Returns null if there is
   * none.
   */
  async claim(tokenHash: Uint8Array): Promise<ClaimedDelivery | null> {
    try {
      return await this.claimNext(tokenHash);
    } catch (error) {
      // The statement may have been committed although its reply was lost.
      await this.record(
        `UPDATE newsletter_delivery d SET status = 'WAITING', due_at = now(), attempts = attempts - 1
         FROM newsletter_token t WHERE t.hash = $2 AND t.subscription_id = d.subscription_id
           AND d.issue_id = $1 AND d.status = 'SENDING'`,
        [this.issueId, tokenHash],
      );
      throw error;
    }
  }

  private async claimNext(tokenHash: Uint8Array): Promise<ClaimedDelivery | null> {
    const { rows } = await this.query({
      name: 'newsletter-claim',
      text: `
        WITH next AS (
          SELECT issue_id, subscription_id FROM newsletter_delivery
          WHERE issue_id = $1 AND status = 'WAITING' AND due_at <= now()
          ORDER BY due_at, subscription_id LIMIT 1 FOR UPDATE SKIP LOCKED
        ), claimed AS (
          UPDATE newsletter_delivery d SET attempts = d.attempts + 1,
            due_at = now() + interval '${LEASE_SECONDS} seconds', status = CASE
            WHEN s.status = 'ACTIVE' AND NOT EXISTS (
              SELECT FROM newsletter_suppression n WHERE n.address_hash = s.address_hash
            ) THEN 'SENDING' ELSE 'SKIPPED' END
          FROM next JOIN newsletter_subscription s ON s.id = next.subscription_id
          WHERE d.issue_id = next.issue_id AND d.subscription_id = next.subscription_id
          RETURNING d.subscription_id, d.status, d.attempts, s.email, s.confirmed_at,
            coalesce((SELECT n.language FROM newsletter n WHERE n.id = s.newsletter_id), s.language) AS language
        ), token AS (
          INSERT INTO newsletter_token (hash, subscription_id)
          SELECT $2, subscription_id FROM claimed WHERE status = 'SENDING'
        )
        SELECT subscription_id AS "subscriptionId", status, email, confirmed_at AS "confirmedAt", language, attempts FROM claimed`,
      values: [this.issueId, tokenHash],
    });
    return rows[0] ?? null;
  }

  /** Records that a mail was accepted, also if its claim has expired and was requeued. */
  async markSent({ subscriptionId }: ClaimedDelivery): Promise<void> {
    await this.record(
      `UPDATE newsletter_delivery SET status = 'SENT', sent_at = now(), error = NULL
       WHERE issue_id = $1 AND subscription_id = $2 AND status IN ('SENDING', 'WAITING')`,
      [this.issueId, subscriptionId],
    );
  }

  /**
   * Defers a mail, by 1 minute and doubling up to 4 hours, or marks it as failed. Suppresses an address
   * without a mailbox.
   */
  async markFailed(
    { subscriptionId, attempts }: ClaimedDelivery,
    failure: MailFailure,
    message: string,
  ): Promise<void> {
    const isServer = failure === MailFailure.SERVER;
    const isOver = !isServer && (failure !== MailFailure.LATER || attempts >= MAX_ATTEMPTS);
    const seconds = isServer ? 0 : Math.min(60 * 2 ** (attempts - 1), 14_400);
    await this.record(
      `UPDATE newsletter_delivery SET status = $3, error = $4, due_at = now() + $5 * interval '1 second',
         attempts = attempts - $6 WHERE issue_id = $1 AND subscription_id = $2 AND status = 'SENDING'`,
      [
        this.issueId,
        subscriptionId,
        isOver ? 'FAILED' : 'WAITING',
        message.slice(0, 500),
        seconds,
        isServer ? 1 : 0,
      ],
    );
    if (failure !== MailFailure.NO_MAILBOX) return;
    await this.record(
      `INSERT INTO newsletter_suppression (address_hash, reason)
       SELECT address_hash, 'BOUNCED' FROM newsletter_subscription WHERE id = $1 ON CONFLICT DO NOTHING`,
      [subscriptionId],
    );
  }
}
