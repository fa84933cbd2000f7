import { cacheTags } from '../../../cache/cache-tags.js';
import type { Newsletter, NewsletterPlan } from '../../../database/generated/client.js';
import { appendChange } from '../../../mutations/append-change.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { SelectedArticle } from '../digest/digest-candidate.js';
import { selectEditorPicks, selectSinceLastIssue, storeViewTotals } from '../digest/digest-selection.js';
import { enqueueSending } from '../newsletter-tasks.js';

/** Days that the first issue of a newsletter looks back. */
const FIRST_ISSUE_DAYS = 7;

/** Planned content of the next issue. */
export interface IssuePlan {
  plan: NewsletterPlan | null;
  selection: SelectedArticle[];
}

/** Returns the editor's plan and its articles, else the most read and newest ones since the last issue. */
export async function planNextIssue(tx: Transaction, newsletterId: number, now: Date): Promise<IssuePlan> {
  const plan = await tx.newsletterPlan.findUnique({ where: { newsletterId } });
  if (plan && plan.articleIds.length > 0) {
    return { plan, selection: await selectEditorPicks(tx, plan.articleIds) };
  }
  const last = await tx.newsletterIssue.findFirst({ where: { newsletterId }, orderBy: { number: 'desc' } });
  const sentAt = last?.sentAt ?? new Date(now.getTime() - FIRST_ISSUE_DAYS * 86_400_000);
  const selection = await selectSinceLastIssue(tx, { newsletterId, issueId: last?.id ?? null, sentAt }, now);
  return { plan, selection };
}

/**
 * Creates the next issue, its deliveries to all active subscribers and the job that sends them, or returns null
 * if there is nothing to send. The caller must hold the write lock.
 */
export async function createIssue(
  tx: Transaction,
  { id }: Newsletter,
  scheduledFor: Date | null,
  now = new Date(),
): Promise<number | null> {
  const { plan, selection } = await planNextIssue(tx, id, now);
  if (selection.length === 0) return null;
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
        create: selection.map(({ articleId, isMostRead }, position) => ({ articleId, isMostRead, position })),
      },
    },
  });
  await storeViewTotals(tx, id, issue.id, now);
  await tx.newsletterPlan.deleteMany({ where: { newsletterId: id } });
  await tx.$executeRaw`
    INSERT INTO newsletter_delivery (issue_id, subscription_id)
    SELECT ${issue.id}, id FROM newsletter_subscription WHERE newsletter_id = ${id} AND status = 'ACTIVE'`;
  await enqueueSending(tx, issue.id);
  const changed = [cacheTags.newsletter(id), cacheTags.newsletterIssues];
  await appendChange(tx, { kind: 'PUBLISHED', nodeType: 'NewsletterIssue', nodeId: issue.id, keys: changed });
  return issue.id;
}
