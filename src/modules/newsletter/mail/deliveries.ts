import type pg from 'pg';
import type { NewsletterIssue } from '../../../database/generated/client.js';
import { persistently } from '../../../database/lost-connection.js';
import { MailFailure } from './mail-failure.js';

/** The advisory locks of those who send have two numbers: this one and the issue's. */
const SENDING_LOCK_CLASS = 7_203_119;
/** How often a mail that is put off is tried; with the delays below, over a day and a half. */
const MAX_ATTEMPTS = 12;
/**
 * Minutes that a claim belongs to its sender, who may still have to record that the mail was taken when the database
 * is back. Only then another sender takes it for cut off.
 */
const CLAIM_MINUTES = 10;

/** A reader's turn. */
export interface ClaimedDelivery {
  subscriptionId: number;
  /** SENDING, or SKIPPED for one who has left or gets no mail any more. */
  status: string;
  email: string;
  confirmedAt: Date;
  attempts: number;
}

/** An issue with what its mails say of its newsletter. */
export type IssueToSend = NewsletterIssue & {
  newsletter: { slug: string; name: string; description: string | null; timeZone: string };
};

/**
 * The deliveries of an issue, as one sender at a time has them: the lock and the claims go through one connection,
 * so that a sender that has lost the lock can claim nothing more. Outcomes are recorded over any connection, and again
 * until they are: a mail that was taken is not to be sent twice.
 */
export class DeliveryQueue {
  private lastQuery: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: pg.ClientBase,
    private readonly pool: pg.Pool,
    private readonly issueId: number,
  ) {}

  /** One statement at a time: several mails may be under way, and a connection takes no second question. */
  private query(text: string | pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> {
    const result = this.lastQuery.then(() => this.client.query(text as string, values));
    this.lastQuery = result.catch(() => undefined);
    return result;
  }

  /** Each statement can run twice: the first may have been committed, though its answer was lost. */
  private async record(text: string, values: unknown[]): Promise<void> {
    await persistently(() => this.pool.query(text, values));
  }

  /** Whether nobody else sends this issue. PostgreSQL gives the lock back when this process dies. */
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

  /** Puts back claims that have expired: their sender was killed. */
  async releaseInterrupted(): Promise<void> {
    await this.query(
      `UPDATE newsletter_delivery SET status = 'WAITING'
       WHERE issue_id = $1 AND status = 'SENDING' AND due_at <= now()`,
      [this.issueId],
    );
  }

  async loadIssue(): Promise<IssueToSend | null> {
    const { rows } = await this.query(
      `SELECT i.id, i.newsletter_id AS "newsletterId", i.number, i.scheduled_for AS "scheduledFor", i.subject, i.intro,
         i.sent_at AS "sentAt", jsonb_build_object('slug', n.slug, 'name', n.name, 'description', n.description,
           'timeZone', n.time_zone) AS newsletter
       FROM newsletter_issue i JOIN newsletter n ON n.id = i.newsletter_id WHERE i.id = $1`,
      [this.issueId],
    );
    return rows[0] ?? null;
  }

  /** The next reader whose turn it is, with a token for the links of their mail; null when there is none. */
  async claim(tokenHash: Uint8Array): Promise<ClaimedDelivery | null> {
    try {
      return await this.claimNext(tokenHash);
    } catch (error) {
      // It may have been committed, though its answer was lost.
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
            due_at = now() + interval '${CLAIM_MINUTES} minutes', status = CASE
            WHEN s.status = 'ACTIVE' AND NOT EXISTS (
              SELECT FROM newsletter_suppression n WHERE n.address_hash = s.address_hash
            ) THEN 'SENDING' ELSE 'SKIPPED' END
          FROM next JOIN newsletter_subscription s ON s.id = next.subscription_id
          WHERE d.issue_id = next.issue_id AND d.subscription_id = next.subscription_id
          RETURNING d.subscription_id, d.status, d.attempts, s.email, s.confirmed_at
        ), token AS (
          INSERT INTO newsletter_token (hash, subscription_id)
          SELECT $2, subscription_id FROM claimed WHERE status = 'SENDING'
        )
        SELECT subscription_id AS "subscriptionId", status, email, confirmed_at AS "confirmedAt", attempts FROM claimed`,
      values: [this.issueId, tokenHash],
    });
    return rows[0] ?? null;
  }

  async markSent({ subscriptionId }: ClaimedDelivery): Promise<void> {
    await this.record(
      `UPDATE newsletter_delivery SET status = 'SENT', sent_at = now(), error = NULL
       WHERE issue_id = $1 AND subscription_id = $2 AND status = 'SENDING'`,
      [this.issueId, subscriptionId],
    );
  }

  /** Puts a mail off, 1 minute and then twice as long each time up to 4 hours, or gives it up. */
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
