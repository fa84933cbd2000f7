import type { Correction, Prisma } from '../../database/generated/client.js';
import { toJsonRows, upsertRows } from '../../database/upsert-rows.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { ArticleContent } from './article-content.js';

/** IDs of the sections, tags and authors of an article, in order. */
export interface DraftRelations {
  sections: number[];
  authors: number[];
  tags: number[];
}

/** A revision of a draft that is saved. */
export interface RevisionRelations {
  draft: { id: number };
  content: ArticleContent;
  relations: DraftRelations;
}

/** Replaces the sections, authors, tags and corrections of drafts. `existingIds` are those that are not new. */
export async function saveRelations(
  tx: Transaction,
  revisions: RevisionRelations[],
  existingIds: number[],
): Promise<void> {
  const ofExisting = { where: { articleId: { in: existingIds } } };
  if (existingIds.length > 0) {
    await tx.draftAuthor.deleteMany(ofExisting);
    await tx.draftTag.deleteMany(ofExisting);
    await tx.draftSection.deleteMany(ofExisting);
  }
  await upsertRows(
    tx,
    'draft_author',
    revisions.flatMap(({ draft: { id }, relations: { authors } }) =>
      authors.map((authorId, position) => ({ articleId: id, authorId, position })),
    ),
  );
  await upsertRows(
    tx,
    'draft_tag',
    revisions.flatMap(({ draft: { id }, relations: { tags } }) =>
      tags.map((tagId, position) => ({ articleId: id, tagId, position })),
    ),
  );
  const filed = revisions.flatMap(({ draft: { id }, relations: { sections } }) =>
    sections.map((sectionId, position) => ({ articleId: id, sectionId, position })),
  );
  if (filed.length > 0)
    await tx.$executeRaw`
      INSERT INTO draft_section (article_id, section_id, position)
      SELECT o.article_id, a.ancestor_id, min(o.position) FILTER (WHERE a.ancestor_id = o.section_id)
      FROM json_populate_recordset(NULL::draft_section, ${toJsonRows(filed)}::json) o
      JOIN section_ancestor a ON a.section_id = o.section_id
      GROUP BY o.article_id, a.ancestor_id`;
  await replaceCorrections(tx, revisions, existingIds);
}

/** Deletes the corrections that articles no longer have, and adds new ones; others keep their IDs. */
async function replaceCorrections(
  tx: Transaction,
  revisions: RevisionRelations[],
  existingIds: number[],
): Promise<void> {
  const stored =
    existingIds.length === 0
      ? []
      : await tx.correction.findMany({
          where: { articleId: { in: existingIds } },
          orderBy: { id: 'asc' },
        });
  const removed = new Set(stored);
  const added: Prisma.CorrectionCreateManyInput[] = [];
  for (const { draft, content } of revisions) {
    const ofArticle = stored.filter(({ articleId }) => articleId === draft.id);
    for (const { text, at } of content.corrections) {
      const isSame = (row: Correction) => row.text === text && row.at.getTime() === at.getTime();
      const row = ofArticle.find((each) => removed.has(each) && isSame(each));
      if (row) removed.delete(row);
      else added.push({ articleId: draft.id, text, at });
    }
  }
  const removedIds = [...removed].map(({ id }) => id);
  if (removedIds.length > 0) await tx.correction.deleteMany({ where: { id: { in: removedIds } } });
  if (added.length > 0) await tx.correction.createMany({ data: added });
}
