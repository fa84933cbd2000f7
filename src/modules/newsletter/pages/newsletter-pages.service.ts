import type { PrismaClient } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import type { SiteLanguages } from '../../../shared/languages.js';
import { requireValue } from '../../../shared/require-value.js';
import { type LocalizedSite, localizeSite } from '../../site/localize-site.js';
import type { Site } from '../../site/site.type.js';
import type { DigestRenderer } from '../digest/digest.js';
import { loadIssue } from '../issues/load-issue.js';
import type { NewsletterLinks } from '../links.js';
import { createNewsletterLoaders, type NewsletterLoaders } from '../newsletter.loaders.js';
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
  links: NewsletterLinks;
  languages: SiteLanguages;
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

  /** Returns the site with its texts in a language. */
  getSite(language: string): LocalizedSite {
    return localizeSite(this.deps.site, language, this.deps.languages);
  }

  /** Builds the path of a page in a language. */
  buildPath(language: string, slug?: string, number?: number): string {
    return this.deps.links.buildPath(language, slug, number);
  }

  /** Returns the language of a newsletter's pages: its own, or that of the request. */
  async chooseLanguage(
    where: { slug: string } | { id: number },
    requestLanguage: string | null,
  ): Promise<string> {
    const { prisma, languages } = this.deps;
    const found = await prisma.newsletter.findUnique({ where, select: { language: true } });
    return languages.resolve(found?.language ?? requestLanguage);
  }

  listNewsletters(language: string) {
    return this.createLoaders(language).list();
  }

  /** Returns a newsletter and its latest issues, or null if the slug is unknown. */
  async findNewsletter(slug: string, language: string) {
    const newsletters = this.createLoaders(language);
    const newsletter = await newsletters.bySlug.load(slug);
    if (!newsletter) return null;
    const { nodes } = await newsletters.listIssues(newsletter.id, { first: MAX_LISTED_ISSUES });
    const issues = nodes.map(async (node) => {
      const issue = await loadIssue(newsletters, node);
      return { number: node.number, subject: this.deps.digests.getSubject(issue), sentAt: node.sentAt };
    });
    return { ...newsletter, issues: await Promise.all(issues) };
  }

  /** Renders the page of an issue, or returns null if there is none with the number. */
  async renderIssue(slug: string, number: number, language: string): Promise<string | null> {
    const newsletters = this.createLoaders(language);
    const newsletter = await newsletters.bySlug.load(slug);
    if (!newsletter || number >= 2 ** 31) return null;
    const found = await this.deps.prisma.newsletterIssue.findUnique({
      where: { newsletterId_number: { newsletterId: newsletter.id, number } },
    });
    return found && this.deps.digests.renderHtml(await loadIssue(newsletters, found));
  }

  signUp(newsletter: string, email: string, client: string, language: string) {
    return this.deps.signUps.signUp({ newsletter, email }, client, language);
  }

  /** Returns the subscription of a mailed token, or null if the token is unknown. Has no side effects. */
  async findSubscription(token: string) {
    const subscription = await this.deps.subscriptions.find(token);
    if (!subscription) return null;
    const { email, status, newsletterId } = subscription;
    const language = await this.chooseLanguage({ id: newsletterId }, subscription.language);
    const newsletter = await this.createLoaders(language).byId.load(newsletterId);
    const canConfirm = await this.deps.subscriptions.canConfirm(token);
    return {
      newsletter: requireValue(newsletter, 'A subscription has a newsletter.'),
      email,
      status,
      language,
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
  private createLoaders(language: string): NewsletterLoaders {
    return createNewsletterLoaders(this.deps.published, this.deps.languages, language);
  }
}
