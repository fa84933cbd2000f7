import { DependencyTracker } from '../../../cache/dependency-tracker.js';
import type { PrismaClient } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import type { DigestRenderer } from '../digest/digest.js';
import { loadIssue } from '../issues/load-issue.js';
import { NewsletterLoaders } from '../newsletter.loaders.js';
import type { SignUpService } from '../subscribers/sign-up.service.js';
import type { SubscriptionService } from '../subscribers/subscriptions.service.js';

export interface NewsletterPageServiceDeps {
  prisma: PrismaClient;
  published: ReadClient;
  digests: DigestRenderer;
  signUps: SignUpService;
  subscriptions: SubscriptionService;
}

/** As many issues as the page of a newsletter lists. */
const MAX_LISTED_ISSUES = 100;

/** What the pages about newsletters show and do. */
export class NewsletterPageService {
  constructor(private readonly deps: NewsletterPageServiceDeps) {}

  listNewsletters() {
    return this.createLoaders().list();
  }

  /** A newsletter and its latest issues; null when there is none of this slug. */
  async findNewsletter(slug: string) {
    const newsletters = this.createLoaders();
    const newsletter = await newsletters.bySlug.load(slug);
    if (!newsletter) return null;
    const { nodes } = await newsletters.listIssues(newsletter.id, { first: MAX_LISTED_ISSUES });
    const issues = await Promise.all(nodes.map((issue) => loadIssue({ newsletters }, issue)));
    return {
      ...newsletter,
      issues: issues.map((issue) => ({
        number: issue.number!,
        subject: this.deps.digests.getSubject(issue),
        day: this.deps.digests.formatDay(issue.date, newsletter.timeZone),
      })),
    };
  }

  /** The whole page of an issue; null when there is none of this number. */
  async renderIssue(slug: string, number: number): Promise<string | null> {
    const newsletters = this.createLoaders();
    const newsletter = await newsletters.bySlug.load(slug);
    if (!newsletter || number >= 2 ** 31) return null;
    const found = await this.deps.prisma.newsletterIssue.findUnique({
      where: { newsletterId_number: { newsletterId: newsletter.id, number } },
    });
    return found && this.deps.digests.renderHtml(await loadIssue({ newsletters }, found));
  }

  signUp(newsletter: string, email: string, client: string) {
    return this.deps.signUps.signUp({ newsletter, email }, client);
  }

  /** What a token in a mail is about; null when it is none of ours. Changes nothing. */
  async findSubscription(token: string) {
    const subscription = await this.deps.subscriptions.find(token);
    if (!subscription) return null;
    const newsletter = await this.createLoaders().byId.load(subscription.newsletterId);
    const { email, status } = subscription;
    const canConfirm = await this.deps.subscriptions.canConfirm(token);
    return { newsletter: newsletter!, email, status, canConfirm };
  }

  confirm(token: string) {
    return this.deps.subscriptions.confirm(token);
  }

  unsubscribe(token: string) {
    return this.deps.subscriptions.unsubscribe(token);
  }

  /** New each time: loads remember what they have read. */
  private createLoaders(): NewsletterLoaders {
    const reader = this.deps.published.withDependencies(new DependencyTracker());
    return new NewsletterLoaders(reader, reader);
  }
}
