import { DependencyTracker } from '../../../cache/dependency-tracker.js';
import type { PrismaClient } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { requireValue } from '../../../shared/require-value.js';
import type { Site } from '../../site/site.type.js';
import type { DigestRenderer } from '../digest/digest.js';
import { loadIssue } from '../issues/load-issue.js';
import { NewsletterLoaders } from '../newsletter.loaders.js';
import type { SignUpService } from '../subscribers/sign-up.service.js';
import type { SubscriptionService } from '../subscribers/subscriptions.service.js';
import type { TextCatalog } from '../texts/text-catalog.js';
import type { Texts } from '../texts/texts.js';

export interface NewsletterPageServiceDeps {
  prisma: PrismaClient;
  published: ReadClient;
  digests: DigestRenderer;
  signUps: SignUpService;
  subscriptions: SubscriptionService;
  catalog: TextCatalog;
  site: Site;
}

/** Maximum number of issues listed on the page of a newsletter. */
const MAX_LISTED_ISSUES = 100;

/** Loads the data of the newsletter pages and performs their actions. */
export class NewsletterPageService {
  constructor(private readonly deps: NewsletterPageServiceDeps) {}

  loadTexts(language: string): Promise<Texts> {
    return this.deps.catalog.load(language);
  }

  listNewsletters() {
    return this.createLoaders().list();
  }

  /** Returns a newsletter and its latest issues, or null if the slug is unknown. */
  async findNewsletter(slug: string) {
    const newsletters = this.createLoaders();
    const newsletter = await newsletters.bySlug.load(slug);
    if (!newsletter) return null;
    const { nodes } = await newsletters.listIssues(newsletter.id, { first: MAX_LISTED_ISSUES });
    const issues = nodes.map(async (node) => {
      const issue = await loadIssue(newsletters, node, this.deps.site.language);
      return { number: node.number, subject: this.deps.digests.getSubject(issue), sentAt: node.sentAt };
    });
    return { ...newsletter, issues: await Promise.all(issues) };
  }

  /** Renders the page of an issue, or returns null if there is none with the number. */
  async renderIssue(slug: string, number: number): Promise<string | null> {
    const newsletters = this.createLoaders();
    const newsletter = await newsletters.bySlug.load(slug);
    if (!newsletter || number >= 2 ** 31) return null;
    const found = await this.deps.prisma.newsletterIssue.findUnique({
      where: { newsletterId_number: { newsletterId: newsletter.id, number } },
    });
    return (
      found && this.deps.digests.renderHtml(await loadIssue(newsletters, found, this.deps.site.language))
    );
  }

  signUp(newsletter: string, email: string, client: string) {
    return this.deps.signUps.signUp({ newsletter, email }, client);
  }

  /** Returns the subscription of a mailed token, or null if the token is unknown. Has no side effects. */
  async findSubscription(token: string) {
    const subscription = await this.deps.subscriptions.find(token);
    if (!subscription) return null;
    const newsletter = await this.createLoaders().byId.load(subscription.newsletterId);
    const { email, status } = subscription;
    const canConfirm = await this.deps.subscriptions.canConfirm(token);
    return {
      newsletter: requireValue(newsletter, 'A subscription has a newsletter.'),
      email,
      status,
      canConfirm,
    };
  }

  confirm(token: string) {
    return this.deps.subscriptions.confirm(token);
  }

  unsubscribe(token: string) {
    return this.deps.subscriptions.unsubscribe(token);
  }

  /** Creates loaders for one request, since they cache their rows. */
  private createLoaders(): NewsletterLoaders {
    const reader = this.deps.published.withDependencies(new DependencyTracker());
    return new NewsletterLoaders({ readClient: reader, published: reader });
  }
}
