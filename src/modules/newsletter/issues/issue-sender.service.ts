import type pg from 'pg';
import type { NewsletterIssue } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { getMailFailure, MailFailure } from '../../../mail/mail-transport.js';
import type { SiteLanguages } from '../../../shared/languages.js';
import type { AppLogger } from '../../../shared/logging/logger.js';
import type { DigestRenderer, Personalize } from '../digest/digest.js';
import type { DigestIssue } from '../digest/digest-issue.js';
import type { NewsletterLinks } from '../links.js';
import { type ClaimedDelivery, DeliveryQueue, RENEWAL_MS } from '../mail/deliveries.js';
import { buildDigestEmail } from '../mail/emails.js';
import type { Mailer } from '../mail/mailer.js';
import { createNewsletterLoaders } from '../newsletter.loaders.js';
import { createToken } from '../subscribers/token.js';
import { loadIssue } from './load-issue.js';

export interface IssueSenderDeps {
  /** Connections for jobs, one of which an issue holds while it is sent. */
  pool: pg.Pool;
  /** Connections that record outcomes. They must be others, since issues that are sent may hold all of `pool`. */
  writes: pg.Pool;
  published: ReadClient;
  digests: DigestRenderer;
  languages: SiteLanguages;
  links: NewsletterLinks;
  mailer: Mailer;
  /** Number of mails in transit, and so the maximum that may be sent twice after a crash. */
  concurrency: number;
  log: AppLogger;
}

/** The digest of an issue in one language. */
interface PreparedDigest {
  issue: NewsletterIssue;
  newsletter: DigestIssue['newsletter'];
  personalize: Personalize;
}

/**
 * Sends issues, each mail at least once, and more than once only if the process is killed while it is in
 * transit. Such a mail is sent again within two minutes, with the same Message-ID.
 */
export class IssueSender {
  private readonly stopping = new AbortController();

  constructor(private readonly deps: IssueSenderDeps) {}

  /** Stops sending once the mails in transit are done. */
  stop(): void {
    this.stopping.abort();
  }

  /**
   * Sends an issue to all waiting subscribers, or returns immediately if another instance is sending it.
   * Throws if the mail server is unavailable.
   */
  async send(issueId: number): Promise<void> {
    const { pool, writes } = this.deps;
    const client = await pool.connect();
    let fault: unknown = null;
    try {
      const deliveries = new DeliveryQueue(client, writes, issueId);
      if (!(await deliveries.lock())) return;
      await deliveries.releaseInterrupted(this.stopping.signal);
      const issue = await deliveries.loadIssue();
      if (issue) await this.sendAll(issue, deliveries);
      await deliveries.scheduleInterrupted();
      await deliveries.unlock();
    } catch (error) {
      fault = error;
      throw error;
    } finally {
      client.release(fault !== null); // closing the connection releases the lock
    }
  }

  private async sendAll(issue: NewsletterIssue, deliveries: DeliveryQueue): Promise<void> {
    const { concurrency, languages } = this.deps;
    const prepare = memoize((language: string) => this.prepareDigest(issue, language));
    const inTransit = new Set<number>();
    const runWorker = async () => {
      while (!this.stopping.signal.aborted) {
        const { token, hash } = createToken();
        const claim = await deliveries.claim(hash);
        if (!claim) return;
        if (claim.status !== 'SENDING') continue;
        inTransit.add(claim.subscriptionId);
        const send = async () => {
          const digest = await prepare(languages.resolve(claim.language));
          await this.sendOne(deliveries, claim, digest, token);
        };
        await send().finally(() => inTransit.delete(claim.subscriptionId));
      }
    };
    const renewal = setInterval(() => void deliveries.renew([...inTransit]), RENEWAL_MS);
    const workers = await Promise.allSettled(Array.from({ length: concurrency }, runWorker));
    clearInterval(renewal);
    const failed = workers.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Loads and renders the digest in a language of the site. */
  private async prepareDigest(issue: NewsletterIssue, language: string): Promise<PreparedDigest> {
    const { published, languages, digests } = this.deps;
    const loaders = createNewsletterLoaders(published, languages, language);
    const content = await loadIssue(loaders, issue);
    return { issue, newsletter: content.newsletter, personalize: await digests.createPersonalizer(content) };
  }

  private async sendOne(
    deliveries: DeliveryQueue,
    claim: ClaimedDelivery,
    { issue, newsletter, personalize }: PreparedDigest,
    token: string,
  ): Promise<void> {
    const { links, mailer, log } = this.deps;
    const digest = personalize({
      unsubscribeUrl: links.buildUnsubscribeUrl(token),
      subscriptionUrl: links.buildSubscriptionUrl(token),
      confirmedAt: claim.confirmedAt,
    });
    try {
      await mailer.send(buildDigestEmail({ digest, issue, newsletter, claim, links, token }));
    } catch (error) {
      const failure = getMailFailure(error);
      const message = error instanceof Error ? error.message : String(error);
      await deliveries.markFailed(claim, failure, message);
      log.warn(
        { issue: issue.id, subscription: claim.subscriptionId, failure, err: error },
        'mail was not accepted',
      );
      if (failure === MailFailure.SERVER) throw error;
      return;
    }
    await deliveries.markSent(claim);
  }
}

/** Returns a function that loads a value once for each key. */
function memoize<Value>(load: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const values = new Map<string, Promise<Value>>();
  return (key) => {
    const value = values.get(key) ?? load(key);
    values.set(key, value);
    return value;
  };
}
