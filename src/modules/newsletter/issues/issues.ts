import { cacheTags } from '../../../cache/cache-tags.js';
import type { Newsletter, NewsletterPlan } from '../../../database/generated/client.js';
import { appendChange } from '../../../mutations/affected-tags.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { type SelectedArticle, selectEditorPicks, selectPublishedSince } from '../digest/digest-selection.js';
import { enqueueSending } from '../newsletter-tasks.js';

/** Days that the first issue of a newsletter looks back. */
const FIRST_ISSUE_DAYS = 7;

/** What the next issue is to say. */
export interface IssuePlan {
  plan: NewsletterPlan | null;
  selection: SelectedArticle[];
}

/** What an editor has set, and for the rest what is read most and newest since the last issue. */
export async function planNextIssue(tx: Transaction, newsletterId: number, now: Date): Promise<IssuePlan> {
  const plan = await tx.newsletterPlan.findUnique({ where: { newsletterId } });
  if (plan && plan.articleIds.length > 0) {
    return { plan, selection: await selectEditorPicks(tx, plan.articleIds) };
  }
  const last = await tx.newsletterIssue.findFirst({ where: { newsletterId }, orderBy: { number: 'desc' } });
  const since = last?.sentAt ?? new Date(now.getTime() - FIRST_ISSUE_DAYS * 86_400_000);
  return { plan, selection: await selectPublishedSince(tx, since) };
}

/**
 * Makes the next issue and a delivery of it for everyone who is subscribed now; the job that sends them is part
 * of the transaction. In turn only. Null when there is nothing to say.
 */
export async function createIssue(
  tx: Transaction,
  { id }: Newsletter,
  scheduledFor: Date | null,
): Promise<number | null> {
  const now = new Date();
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
      articles: { create: selection.map((entry, position) => ({ ...entry, position })) },
    },
  });
  await tx.newsletterPlan.deleteMany({ where: { newsletterId: id } });
  await tx.$executeRaw`
    INSERT INTO newsletter_delivery (issue_id, subscription_id)
    SELECT ${issue.id}, id FROM newsletter_subscription WHERE newsletter_id = ${id} AND status = 'ACTIVE'`;
  await enqueueSending(tx, issue.id);
  const changed = [cacheTags.newsletter(id), cacheTags.newsletterIssues];
  await appendChange(tx, { kind: 'PUBLISHED', nodeType: 'NewsletterIssue', nodeId: issue.id, keys: changed });
  return issue.id;
}
