import type pg from 'pg';
import type { Log } from '../../database/log.js';
import type { Reader } from '../../database/reader.js';
import { type Claim, Deliveries, type IssueToSend } from './deliveries.js';
import type { Digest, Digests, Recipient } from './digest.js';
import { articlesOfIssues } from './digest-articles.js';
import { digestLetter } from './letters.js';
import type { NewsletterLinks } from './links.js';
import { MailFailure, mailFailureOf } from './mail-failure.js';
import type { Mailer } from './mailer.js';
import { createToken } from './token.js';

export interface SenderParts {
  pool: pg.Pool;
  published: Reader;
  digests: Digests;
  links: NewsletterLinks;
  mailer: Mailer;
  /** Mails that are under way at once: as many may come twice after a crash. */
  connections: number;
  log: Log;
}

/**
 * Sends issues: to each reader once, whatever happens to this process or its connections, but for the mails that are
 * under way when it is killed. Whether the mail server took those nobody knows, and they are sent again ten minutes
 * later, with the same Message-ID.
 */
export class IssueSender {
  private isStopped = false;

  constructor(private readonly parts: SenderParts) {}

  /** Ends sending after the mails that are under way. */
  stop(): void {
    this.isStopped = true;
  }

  /** Sends to all who wait. Returns at once when another instance is at it. Throws when the mail server is away. */
  async send(issueId: number): Promise<void> {
    const { pool } = this.parts;
    const client = await pool.connect();
    let fault: unknown = null;
    try {
      const deliveries = new Deliveries(client, pool, issueId);
      if (!(await deliveries.lock())) return;
      await deliveries.releaseCutOff();
      const issue = await deliveries.issue();
      if (issue) await this.sendAll(issue, deliveries);
      await deliveries.unlock();
    } catch (error) {
      fault = error;
      throw error;
    } finally {
      client.release(fault !== null); // closing the connection gives the lock back
    }
  }

  private async sendAll(issue: IssueToSend, deliveries: Deliveries): Promise<void> {
    const { published, digests, connections } = this.parts;
    const articles = await articlesOfIssues(published, [issue.id]);
    const digestFor = digests.forReaders({ ...issue, date: issue.sentAt, articles });
    const lane = async () => {
      while (!this.isStopped) {
        const { token, hash } = createToken();
        const claim = await deliveries.claim(hash);
        if (!claim) return;
        if (claim.status === 'SENDING') await this.sendOne(issue, deliveries, claim, digestFor, token);
      }
    };
    const lanes = await Promise.allSettled(Array.from({ length: connections }, lane));
    const failed = lanes.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async sendOne(
    issue: IssueToSend,
    deliveries: Deliveries,
    claim: Claim,
    digestFor: (recipient: Recipient) => Digest,
    token: string,
  ): Promise<void> {
    const { links, digests, mailer, log } = this.parts;
    const { newsletter } = issue;
    const digest = digestFor({
      unsubscribeUrl: links.unsubscribe(token),
      subscriptionUrl: links.subscription(token),
      since: digests.day(claim.confirmedAt, newsletter.timeZone),
    });
    try {
      await mailer.send(digestLetter({ digest, issue, newsletter, claim, links, token }));
    } catch (error) {
      const failure = mailFailureOf(error);
      const said = error instanceof Error ? error.message : String(error);
      await deliveries.fail(claim, failure, said);
      log.warn(
        { issue: issue.id, subscription: claim.subscriptionId, failure, err: error },
        'mail not taken',
      );
      if (failure === MailFailure.SERVER) throw error;
      return;
    }
    await deliveries.succeed(claim);
  }
}
