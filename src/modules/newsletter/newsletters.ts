import { randomBytes } from 'node:crypto';
import type { Database } from '../../database/database.js';
import type { MediaUrls } from '../../media/media-urls.js';
import type { SiteLanguages } from '../../shared/languages.js';
import type { Site } from '../site/site.type.js';
import { DigestRenderer } from './digest/digest.js';
import type { MailFrame } from './digest/digest-issue.js';
import { FeedbackService } from './feedback/feedback.service.js';
import type { FeedbackReader } from './feedback/mail-feedback.js';
import { NewsletterLinks } from './links.js';
import { NewsletterService } from './newsletter.service.js';
import { NewsletterPageService } from './pages/newsletter-pages.service.js';
import { SignUpService } from './subscribers/sign-up.service.js';
import { type ClientKey, SignUpAdmission, type SignUpLimits } from './subscribers/sign-up-admission.js';
import { SubscriptionService } from './subscribers/subscriptions.service.js';
import { TextCatalog } from './texts/text-catalog.js';

export interface NewsletterSettings {
  site: Site;
  languages: SiteLanguages;
  /** Public base URL of the gateway. */
  gateway: string;
  /** CSS color of headings and links, as #rrggbb. */
  colour: string;
  /** Postal address of the publisher. */
  postalAddress: string | null;
  limits: SignUpLimits;
  mediaUrls: MediaUrls;
  /** Mail services that report bounces and complaints, by the last part of their endpoint. */
  feedbackReaders: ReadonlyMap<string, FeedbackReader>;
  /** Folder of the site's own texts of mails and pages; null for none. */
  localesFolder: string | null;
}

/** The services of newsletters, for the gateway, its jobs and the command line alike. */
export class Newsletters {
  readonly frame: MailFrame;
  readonly links: NewsletterLinks;
  readonly catalog: TextCatalog;
  readonly digests: DigestRenderer;
  readonly signUps: SignUpService;
  readonly subscriptions: SubscriptionService;
  readonly feedback: FeedbackService;
  readonly newsletterService: NewsletterService;
  readonly pages: NewsletterPageService;

  constructor(
    { prisma, pool, readClients: { published } }: Database,
    {
      site,
      languages,
      gateway,
      colour,
      postalAddress,
      limits,
      feedbackReaders,
      mediaUrls,
      localesFolder,
    }: NewsletterSettings,
    // Unused where there are no sign-ups.
    clientKey: ClientKey = async () => randomBytes(32),
  ) {
    this.links = new NewsletterLinks(gateway, languages.areMany);
    this.catalog = new TextCatalog(localesFolder);
    this.frame = {
      site,
      languages,
      links: this.links,
      catalog: this.catalog,
      colour,
      postalAddress,
      mediaUrls,
    };
    this.digests = new DigestRenderer(this.frame);
    this.signUps = new SignUpService(pool, new SignUpAdmission(pool, limits, clientKey), languages);
    this.subscriptions = new SubscriptionService(prisma);
    this.feedback = new FeedbackService(prisma, feedbackReaders);
    const { digests, signUps, subscriptions } = this;
    this.newsletterService = new NewsletterService({ prisma, published, digests, site, languages });
    this.pages = new NewsletterPageService({
      prisma,
      published,
      digests,
      signUps,
      subscriptions,
      catalog: this.catalog,
      links: this.links,
      languages,
      site,
    });
  }
}
