import { type Correction, Prisma } from '../../database/generated/client.js';
import { toJsonRows } from '../../database/upsert-rows.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { ArticleContent } from './article-content.js';

const { raw, sql } = Prisma;

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

/** Replaces the sections, authors and tags of drafts with one statement. `existingIds` are those that are not new. */
export function saveTerms(
  tx: Transaction,
  revisions: RevisionRelations[],
  existingIds: number[],
): PromiseLike<unknown> {
  const toRows = (kind: keyof DraftRelations, column: string) =>
    toJsonRows(
      revisions.flatMap(({ draft: { id }, relations }) =>
        relations[kind].map((termId, position) => ({ articleId: id, [column]: termId, position })),
      ),
    );
  const authors = sql`SELECT * FROM json_populate_recordset(NULL::draft_author, ${toRows('authors', 'authorId')}::json)`;
  const tags = sql`SELECT * FROM json_populate_recordset(NULL::draft_tag, ${toRows('tags', 'tagId')}::json)`;
  const sections = sql`SELECT o.article_id, a.ancestor_id AS section_id, min(o.position) FILTER (WHERE a.ancestor_id = o.section_id) AS position
      FROM json_populate_recordset(NULL::draft_section, ${toRows('sections', 'sectionId')}::json) o
      JOIN section_ancestor a ON a.section_id = o.section_id
      GROUP BY o.article_id, a.ancestor_id`;
  // Rows that are as they should be stay, so that their triggers do not run.
  return tx.$executeRaw`
    WITH ${replaceTerms('author', existingIds, authors)}, ${replaceTerms('tag', existingIds, tags)},
      ${replaceTerms('section', existingIds, sections)} SELECT`;
}

/** Builds the parts of a WITH clause that make the terms of drafts those of a query. */
function replaceTerms(
  kind: 'author' | 'tag' | 'section',
  existingIds: number[],
  rows: Prisma.Sql,
): Prisma.Sql {
  const [given, removed, saved, table, column] = [
    `${kind}s`,
    `removed_${kind}s`,
    `saved_${kind}s`,
    `draft_${kind}`,
    `${kind}_id`,
  ].map((name) => raw(name));
  return sql`${given} AS MATERIALIZED (${rows}), ${removed} AS (
      DELETE FROM ${table} t WHERE t.article_id = ANY(${existingIds}::int[])
        AND NOT EXISTS (SELECT FROM ${given} g WHERE g.article_id = t.article_id AND g.${column} = t.${column})
    ), ${saved} AS (
      INSERT INTO ${table} AS t (article_id, ${column}, position) SELECT article_id, ${column}, position FROM ${given}
      ON CONFLICT (article_id, ${column}) DO UPDATE SET position = excluded.position
      WHERE t.position IS DISTINCT FROM excluded.position
    )`;
}

/** Deletes the corrections that articles no longer have, and adds new ones; others keep their IDs. */
export async function saveCorrections(
  tx: Transaction,
  revisions: Pick<RevisionRelations, 'draft' | 'content'>[],
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
