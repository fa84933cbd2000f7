import type { PrismaClient } from '../../../database/generated/client.js';
import type { NewsletterEntry } from '../newsletter.type.js';
import { DigestReason, type SelectedArticle } from './digest-candidate.js';

/** Explains in words why each article of a selection is in the next issue. */
export async function explainSelection(
  prisma: Pick<PrismaClient, 'newsletterIssueArticle' | 'article'>,
  newsletterId: number,
  selection: SelectedArticle[],
): Promise<NewsletterEntry[]> {
  const ids = selection.map(({ articleId }) => articleId);
  const sections = await prisma.article.findMany({
    where: { id: { in: ids } },
    select: { id: true, section: { select: { name: true } } },
  });
  const sectionNames = new Map(sections.map(({ id, section }) => [id, section?.name ?? null]));
  const earlier = await prisma.newsletterIssueArticle.findMany({
    where: { articleId: { in: ids }, issue: { newsletterId } },
    select: { articleId: true, issue: { select: { number: true } } },
    orderBy: { issueId: 'asc' },
  });
  const lastIssues = new Map(earlier.map(({ articleId, issue }) => [articleId, issue.number]));
  return selection.map(({ articleId, reason, views }) => ({
    articleId,
    reason,
    views,
    explanation: explain({
      reason,
      views,
      section: sectionNames.get(articleId) ?? null,
      earlierIssue: lastIssues.get(articleId) ?? null,
    }),
  }));
}

interface Explanation {
  reason: DigestReason;
  views: number;
  section: string | null;
  /** Number of the last issue that had the article. */
  earlierIssue: number | null;
}

function explain({ reason, views, section, earlierIssue }: Explanation): string {
  const readers = views === 0 ? '' : `: ${formatViews(views)}`;
  switch (reason) {
    case DigestReason.EDITOR_PICK:
      return earlierIssue === null
        ? 'Planned by an editor'
        : `Planned by an editor; was in no. ${earlierIssue}`;
    case DigestReason.MOST_READ:
      return `Among the most read since the last issue${readers}`;
    case DigestReason.SECTION:
      return `New, and the first of ${section ?? 'what has no section'}${readers}`;
    case DigestReason.NEW:
      return `New${section === null ? '' : ` in ${section}`}${readers}`;
  }
}

function formatViews(views: number): string {
  return `${views.toLocaleString('en')} ${views === 1 ? 'view' : 'views'}`;
}
