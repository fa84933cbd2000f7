import type { PrismaClient } from '../../database/generated/client.js';
import { ReadSet } from '../../database/read-set.js';
import type { Reader } from '../../database/reader.js';
import type { Digests } from './digest.js';
import { loadIssue } from './load-issue.js';
import { NewsletterLoaders } from './newsletter.loaders.js';
import type { SignUpService } from './sign-up.service.js';
import type { SubscriptionService } from './subscriptions.service.js';

export interface PagesParts {
  prisma: PrismaClient;
  published: Reader;
  digests: Digests;
  signUps: SignUpService;
  subscriptions: SubscriptionService;
}

/** As many issues as the page of a newsletter lists. */
const LISTED = 100;

/** What the pages about newsletters show and do. */
export class NewsletterPages {
  constructor(private readonly parts: PagesParts) {}

  newsletters() {
    return this.loaders().all();
  }

  /** A newsletter and its latest issues; null when there is none of this slug. */
  async newsletter(slug: string) {
    const newsletters = this.loaders();
    const newsletter = await newsletters.bySlug.load(slug);
    if (!newsletter) return null;
    const { nodes } = await newsletters.issues(newsletter.id, { first: LISTED });
    const issues = await Promise.all(nodes.map((issue) => loadIssue({ newsletters }, issue)));
    return {
      ...newsletter,
      issues: issues.map((issue) => ({
        number: issue.number!,
        subject: this.parts.digests.subject(issue),
        day: this.parts.digests.day(issue.date, newsletter.timeZone),
      })),
    };
  }

  /** The whole page of an issue; null when there is none of this number. */
  async issue(slug: string, number: number): Promise<string | null> {
    const newsletters = this.loaders();
    const newsletter = await newsletters.bySlug.load(slug);
    if (!newsletter || number >= 2 ** 31) return null;
    const found = await this.parts.prisma.newsletterIssue.findUnique({
      where: { newsletterId_number: { newsletterId: newsletter.id, number } },
    });
    return found && this.parts.digests.html(await loadIssue({ newsletters }, found));
  }

  signUp(newsletter: string, email: string, client: string) {
    return this.parts.signUps.signUp({ newsletter, email }, client);
  }

  /** What a token in a mail is about; null when it is none of ours. Changes nothing. */
  async subscription(token: string) {
    const subscription = await this.parts.subscriptions.find(token);
    if (!subscription) return null;
    const newsletter = await this.loaders().byId.load(subscription.newsletterId);
    const { email, status } = subscription;
    const canConfirm = await this.parts.subscriptions.canConfirm(token);
    return { newsletter: newsletter!, email, status, canConfirm };
  }

  confirm(token: string) {
    return this.parts.subscriptions.confirm(token);
  }

  unsubscribe(token: string) {
    return this.parts.subscriptions.unsubscribe(token);
  }

  /** New each time: loads remember what they have read. */
  private loaders(): NewsletterLoaders {
    const reader = this.parts.published.noting(new ReadSet());
    return new NewsletterLoaders(reader, reader);
  }
}
