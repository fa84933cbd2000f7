import { cacheTags } from '../../../cache/cache-tags.js';
import type { Newsletter, PrismaClient } from '../../../database/generated/client.js';
import { appendChange } from '../../../mutations/append-change.js';
import { readDatabaseClock, withWriteLock } from '../../../mutations/write-lock.js';
import type { SiteLanguages } from '../../../shared/languages.js';
import { enqueueSending } from '../newsletter-tasks.js';
import { createIssue } from './issues.js';
import { computeNextTime } from './schedule.js';

/**
 * Creates the issues that are due, at most one for each scheduled time, and resumes issues after an
 * interruption.
 *
 * Times missed during downtime are combined into one issue. The write lock and the constraint
 * newsletter_issue_newsletter_id_scheduled_for_key prevent duplicates.
 */
export async function scheduleDueIssues(prisma: PrismaClient, languages: SiteLanguages): Promise<void> {
  const due = await prisma.newsletter.findMany({
    where: { nextAt: { lte: await readDatabaseClock(prisma) } },
    select: { id: true },
  });
  for (const { id } of due) {
    await withWriteLock(prisma, async (tx) => {
      const newsletter = await tx.newsletter.findUnique({ where: { id } });
      const now = await readDatabaseClock(tx);
      if (!newsletter || !isDue(newsletter, now)) return; // another instance was first
      await createIssue(tx, newsletter, languages, newsletter.nextAt, now);
      await tx.newsletter.update({ where: { id }, data: { nextAt: computeNextTime(newsletter, now) } });
      const changed = [cacheTags.newsletters, cacheTags.newsletter(id)];
      await appendChange(tx, { kind: 'UPDATED', nodeType: 'Newsletter', nodeId: id, keys: changed });
    });
  }
  const unfinished = await prisma.$queryRaw<{ issueId: number }[]>`
    SELECT i.id AS "issueId" FROM newsletter_issue i
    WHERE EXISTS (
      SELECT FROM newsletter_delivery d
      WHERE d.issue_id = i.id AND d.status IN ('WAITING', 'SENDING') AND d.due_at <= now())`;
  for (const { issueId } of unfinished) await enqueueSending(prisma, issueId);
}

function isDue({ nextAt }: Newsletter, now: Date): boolean {
  return nextAt !== null && nextAt <= now;
}
