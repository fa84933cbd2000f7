import { cacheTags } from '../../../cache/cache-tags.js';
import { type Newsletter, type NewsletterPlan, Prisma } from '../../../database/generated/client.js';
import { buildLanguageCondition } from '../../../database/migrations/language-conditions.js';
import { appendChange } from '../../../mutations/append-change.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { SiteLanguages } from '../../../shared/languages.js';
import type { SelectedArticle } from '../digest/digest-candidate.js';
import { selectEditorPicks, selectSinceLastIssue, storeViewTotals } from '../digest/digest-selection.js';
import { enqueueSending } from '../newsletter-tasks.js';

/** Days that the first issue of a newsletter looks back. */
const FIRST_ISSUE_DAYS = 7;

/** Planned content of the next issue in one language. */
export interface IssuePlan {
  plan: NewsletterPlan | null;
  selection: SelectedArticle[];
}

/**
 * Returns the editor's plan and its articles in a language of the site, else the most read and newest ones since the last
 * issue. Null is for a site with one language.
 */
export async function planNextIssue(
  tx: Transaction,
  newsletterId: number,
  now: Date,
  language: string | null = null,
): Promise<IssuePlan> {
  const plan = await tx.newsletterPlan.findUnique({ where: { newsletterId } });
  const picks = await selectEditorPicks(tx, plan?.articleIds ?? [], language);
  if (plan && (picks.length > 0 || (language === null && plan.articleIds.length > 0)))
    return { plan, selection: picks };
  const last = await tx.newsletterIssue.findFirst({ where: { newsletterId }, orderBy: { number: 'desc' } });
  const sentAt = last?.sentAt ?? new Date(now.getTime() - FIRST_ISSUE_DAYS * 86_400_000);
  const selection = await selectSinceLastIssue(
    tx,
    { newsletterId, issueId: last?.id ?? null, sentAt },
    now,
    language,
  );
  return { plan, selection };
}

/**
 * Creates the next issue, the job that sends it, and its deliveries to all active subscribers with articles in their
 * language. Returns null if there is nothing to send. The caller must hold the write lock.
 */
export async function createIssue(
  tx: Transaction,
  newsletter: Pick<Newsletter, 'id' | 'language'>,
  languages: SiteLanguages,
  scheduledFor: Date | null,
  now = new Date(),
): Promise<number | null> {
  const { id } = newsletter;
  const digests = await planDigests(tx, newsletter, languages, now);
  const [first] = digests;
  if (!first) return null;
  const { plan } = first;
  const { _max } = await tx.newsletterIssue.aggregate({
    where: { newsletterId: id },
    _max: { number: true },
  });
  const number = (_max.number ?? 0) + 1;
  const issue = await tx.newsletterIssue.create({
    data: {
      newsletterId: id,
      number,
      scheduledFor,
      subject: plan?.subject ?? null,
      intro: plan?.intro ?? null,
      sentAt: now,
      articles: {
        create: mergeDigests(digests),
      },
    },
  });
  await storeViewTotals(tx, id, issue.id, now);
  await tx.newsletterPlan.deleteMany({ where: { newsletterId: id } });
  const hasDigest = isOfEachSubscriber(newsletter, languages)
    ? Prisma.raw(
        buildLanguageCondition(
          's.language',
          digests.flatMap(({ language }) => language ?? []),
          languages,
        ),
      )
    : Prisma.sql`true`;
  await tx.$executeRaw`
    INSERT INTO newsletter_delivery (issue_id, subscription_id)
    SELECT ${issue.id}, s.id FROM newsletter_subscription s
    WHERE s.newsletter_id = ${id} AND s.status = 'ACTIVE' AND ${hasDigest}`;
  await enqueueSending(tx, issue.id);
  const changed = [cacheTags.newsletter(id), cacheTags.newsletterIssues];
  await appendChange(tx, { kind: 'PUBLISHED', nodeType: 'NewsletterIssue', nodeId: issue.id, keys: changed });
  return issue.id;
}

/** The articles of an issue in one language; null is for a site with one language. */
interface PlannedDigest extends IssuePlan {
  language: string | null;
}

/** Returns true if subscribers of a newsletter get its issues in different languages. */
export function isOfEachSubscriber(
  { language }: Pick<Newsletter, 'language'>,
  { areMany }: SiteLanguages,
): boolean {
  return areMany && language === null;
}

/** Plans a digest for each language of the newsletter, without those that would have no articles. */
async function planDigests(
  tx: Transaction,
  newsletter: Pick<Newsletter, 'id' | 'language'>,
  languages: SiteLanguages,
  now: Date,
): Promise<PlannedDigest[]> {
  const digests: PlannedDigest[] = [];
  for (const language of listDigestLanguages(newsletter, languages)) {
    const plan = await planNextIssue(tx, newsletter.id, now, language);
    if (plan.selection.length > 0) digests.push({ ...plan, language });
  }
  return digests;
}

function listDigestLanguages(
  newsletter: Pick<Newsletter, 'language'>,
  languages: SiteLanguages,
): readonly (string | null)[] {
  if (!languages.areMany) return [null];
  return isOfEachSubscriber(newsletter, languages) ? languages.all : [languages.resolve(newsletter.language)];
}

/** Merges the articles of several digests, each with its languages. */
function mergeDigests(digests: PlannedDigest[]) {
  const entries = new Map<number, { articleId: number; isMostRead: boolean; languages: string[] }>();
  for (const { language, selection } of digests)
    for (const { articleId, isMostRead } of selection) {
      const entry = entries.get(articleId) ?? { articleId, isMostRead, languages: [] };
      if (language !== null) entry.languages.push(language);
      entries.set(articleId, entry);
    }
  return [...entries.values()].map((entry, position) => ({ ...entry, position }));
}
