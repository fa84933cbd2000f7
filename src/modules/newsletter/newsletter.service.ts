import { cacheTags } from '../../cache/cache-tags.js';
import type { Newsletter, PrismaClient } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { ListedColumns } from '../../database/read/table-rows.js';
import type { Actor } from '../../mutations/actor.js';
import { appendChange } from '../../mutations/append-change.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { runMutation } from '../../mutations/run-mutation.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException, UserErrorException } from '../../mutations/user-error-exception.js';
import { type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import type { SiteLanguages } from '../../shared/languages.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { parseReference } from '../../shared/references/reference.js';
import { parseEmailAddress } from '../../shared/text/email-address.js';
import type { Site } from '../site/site.type.js';
import type { DigestRenderer } from './digest/digest.js';
import { loadSelectedArticles } from './digest/digest-articles.js';
import { explainSelection } from './digest/explain-selection.js';
import { createIssue, isOfEachSubscriber, planNextIssue } from './issues/issues.js';
import { computeNextTime } from './issues/schedule.js';
import type {
  CreateNewsletterInput,
  NewsletterIssuePayload,
  NewsletterPayload,
  PlanNewsletterIssueInput,
  SendNewsletterIssueInput,
  SendNewsletterTestInput,
  UpdateNewsletterInput,
} from './newsletter.inputs.js';
import { createNewsletterLoaders } from './newsletter.loaders.js';
import type { NewsletterPreview } from './newsletter.type.js';
import { enqueueTest } from './newsletter-tasks.js';
import {
  assertNoTexts,
  assertValidNewsletter,
  parseLanguage,
  parseTranslations,
  validatePlan,
} from './validate.js';

const WEEKLY = '0 7 * * 5';
const NOTHING_NEW =
  'Nothing was published since the last issue. Choose its articles with planNewsletterIssue.';

const SUPPRESSED =
  'No mail is sent to this address: it bounced, complained or was erased. `dateline newsletter allow` removes that.';

export interface NewsletterServiceDeps {
  prisma: PrismaClient;
  published: ReadClient;
  digests: DigestRenderer;
  /** Has the time zone of newsletters that name none. */
  site: Site;
  languages: SiteLanguages;
}

/** Newsletter mutations of editors. */
export class NewsletterService {
  constructor(private readonly deps: NewsletterServiceDeps) {}

  create(actor: Actor, input: CreateNewsletterInput): Promise<NewsletterPayload> {
    return this.execute(actor, 'createNewsletter', input, 'CREATED', async (tx) => {
      const { slug, name, description = null } = input;
      const language = parseLanguage(input.language, this.deps.languages);
      const texts = parseTranslations({}, input, this.deps.languages);
      const times = {
        schedule: input.schedule ?? WEEKLY,
        timeZone: input.timeZone ?? this.deps.site.timeZone,
      };
      assertValidNewsletter({ slug, name, description, ...times });
      if ((await tx.newsletter.count({ where: { slug } })) > 0) {
        throw createUserErrorException('Another newsletter has this slug.', UserErrorCode.TAKEN, ['slug']);
      }
      const data = {
        slug,
        name: name.trim(),
        description,
        language,
        texts,
        ...times,
        nextAt: computeNextTime(times),
      };
      return (await tx.newsletter.create({ data })).id;
    });
  }

  update(actor: Actor, input: UpdateNewsletterInput): Promise<NewsletterPayload> {
    return this.execute(actor, 'updateNewsletter', input, 'UPDATED', async (tx) => {
      const { id, slug, ...before } = await findNewsletter(tx, input.id, 'id');
      const name = input.name?.trim() ?? before.name;
      const description = input.description === undefined ? before.description : input.description;
      const times = {
        schedule: input.schedule ?? before.schedule,
        timeZone: input.timeZone ?? before.timeZone,
      };
      assertValidNewsletter({ slug, name, description, ...times });
      const language =
        input.language === undefined ? before.language : parseLanguage(input.language, this.deps.languages);
      const isMoved = input.schedule != null || input.timeZone != null;
      const nextAt = isMoved ? computeNextTime(times) : before.nextAt;
      const texts = parseTranslations(before.texts, input, this.deps.languages);
      const data = { name, description, language, texts, ...times, nextAt };
      await tx.newsletter.update({ where: { id }, data });
      return id;
    });
  }

  plan(actor: Actor, input: PlanNewsletterIssueInput): Promise<NewsletterPayload> {
    return this.execute(actor, 'planNewsletterIssue', input, null, async (tx) => {
      const newsletter = await findNewsletter(tx, input.newsletter, 'newsletter');
      const newsletterId = newsletter.id;
      if (isOfEachSubscriber(newsletter, this.deps.languages)) assertNoTexts(input);
      const articleIds = await validatePlan(tx, input);
      const data = {
        subject: input.subject?.trim() || null,
        intro: input.intro?.trim() || null,
        articleIds,
      };
      await tx.newsletterPlan.upsert({
        where: { newsletterId },
        create: { newsletterId, ...data },
        update: data,
      });
      return newsletterId;
    });
  }

  send(actor: Actor, input: SendNewsletterIssueInput): Promise<NewsletterIssuePayload> {
    const call = { actor, action: 'sendNewsletterIssue', input };
    return runMutation<NewsletterIssuePayload>(this.deps.prisma, call, { issueId: null }, async (tx) => {
      const newsletter = await findNewsletter(tx, input.newsletter, 'newsletter');
      const issueId = await createIssue(tx, newsletter, this.deps.languages, null);
      if (issueId === null)
        throw createUserErrorException(NOTHING_NEW, UserErrorCode.NOT_ALLOWED, ['newsletter']);
      const target = toGlobalId('NewsletterIssue', issueId);
      return { payload: { issueId, userErrors: [] }, target, outcome: {} };
    });
  }

  /** `language` is that of the request, for a newsletter that takes that of each subscriber. */
  sendTest(actor: Actor, input: SendNewsletterTestInput, language: string): Promise<NewsletterPayload> {
    return this.execute(actor, 'sendNewsletterTest', input, null, async (tx) => {
      const newsletter = await findNewsletter(tx, input.newsletter, 'newsletter');
      await this.requestTest(tx, newsletter, input.email, language);
      return newsletter.id;
    });
  }

  /** Sends a test on behalf of the command line. Returns the errors, if any. */
  async sendTestNow(
    newsletter: Newsletter,
    email: string,
    subscriberLanguage?: string,
  ): Promise<readonly UserError[]> {
    try {
      await withWriteLock(this.deps.prisma, (tx) =>
        this.requestTest(tx, newsletter, email, subscriberLanguage),
      );
      return [];
    } catch (error) {
      if (error instanceof UserErrorException) return error.userErrors;
      throw error;
    }
  }

  /** Sends the next issue on behalf of the command line. Returns null if there is nothing to send. */
  sendNow(newsletter: Newsletter): Promise<number | null> {
    return withWriteLock(this.deps.prisma, (tx) => createIssue(tx, newsletter, this.deps.languages, null));
  }

  /**
   * Previews the issue that would be sent now, without side effects. `subscriberLanguage` is by default the primary one of
   * the site; a newsletter with a language ignores it.
   */
  async previewNextIssue(
    newsletter: ListedColumns<Newsletter>,
    subscriberLanguage?: string,
  ): Promise<NewsletterPreview> {
    const { prisma, published, digests, languages } = this.deps;
    const language = languages.resolve(newsletter.language ?? subscriberLanguage);
    const schemaLanguage = languages.areMany ? language : null;
    const { plan, selection } = await planNextIssue(prisma, newsletter.id, new Date(), schemaLanguage);
    const issue = {
      newsletter: languages.areMany ? await this.localize(newsletter, language) : newsletter,
      language,
      number: null,
      date: new Date(),
      subject: plan?.subject ?? null,
      intro: plan?.intro ?? null,
      articles: await loadSelectedArticles(published.withLanguage(schemaLanguage), selection),
    };
    return {
      subject: digests.getSubject(issue),
      html: await digests.renderHtml(issue),
      text: await digests.renderText(issue),
      entries: await explainSelection(prisma, newsletter.id, selection),
    };
  }

  /** Loads a newsletter with its texts in a language. */
  private async localize(
    newsletter: ListedColumns<Newsletter>,
    language: string,
  ): Promise<ListedColumns<Newsletter>> {
    const { published, languages } = this.deps;
    return (
      (await createNewsletterLoaders(published, languages, language).byId.load(newsletter.id)) ?? newsletter
    );
  }

  /** Enqueues a test. Throws UserErrorException if nothing can be sent, or not to this address. */
  private async requestTest(
    tx: Transaction,
    newsletter: Newsletter,
    email: string,
    subscriberLanguage?: string,
  ): Promise<void> {
    const { languages } = this.deps;
    const address = parseEmailAddress(email);
    if (!address)
      throw createUserErrorException('This is not a valid email address.', UserErrorCode.INVALID, ['email']);
    if (await tx.newsletterSuppression.findUnique({ where: { addressHash: address.hash } }))
      throw createUserErrorException(SUPPRESSED, UserErrorCode.NOT_ALLOWED, ['email']);
    const language = languages.resolve(newsletter.language ?? subscriberLanguage);
    const plan = await planNextIssue(tx, newsletter.id, new Date(), languages.areMany ? language : null);
    if (plan.selection.length === 0)
      throw createUserErrorException(NOTHING_NEW, UserErrorCode.NOT_ALLOWED, ['newsletter']);
    await enqueueTest(tx, newsletter.id, address.email, language);
  }

  /** Runs a newsletter mutation. `kind` is the kind of change to append, if the change is public. */
  private execute(
    actor: Actor,
    action: string,
    input: object,
    kind: 'CREATED' | 'UPDATED' | null,
    change: (tx: Transaction) => Promise<number>,
  ): Promise<NewsletterPayload> {
    const call = { actor, action, input };
    return runMutation<NewsletterPayload>(this.deps.prisma, call, { newsletterId: null }, async (tx) => {
      const newsletterId = await change(tx);
      if (kind) {
        const changed = [cacheTags.newsletters, cacheTags.newsletter(newsletterId)];
        await appendChange(tx, { kind, nodeType: 'Newsletter', nodeId: newsletterId, keys: changed });
      }
      const target = toGlobalId('Newsletter', newsletterId);
      return { payload: { newsletterId, userErrors: [] }, target, outcome: {} };
    });
  }
}

/** `id` accepts an ID only, other fields an ID or a slug. */
async function findNewsletter(
  tx: Transaction,
  text: string,
  field: 'id' | 'newsletter',
): Promise<Newsletter> {
  const reference = parseReference('Newsletter', text);
  const isValid = reference && (field !== 'id' || 'id' in reference);
  const found = isValid ? await tx.newsletter.findUnique({ where: reference }) : null;
  if (!found)
    throw createUserErrorException('The newsletter was not found.', UserErrorCode.NOT_FOUND, [field]);
  return found;
}
