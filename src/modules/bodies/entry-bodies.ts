import type { Pool } from 'pg';
import type { RenderedBody } from '../../content/render-worker.js';
import type { Transaction } from '../../mutations/write-lock.js';

/** Stores the forms of the body of an entry of a live blog, in place of those that it has. */
export async function storeEntryBody(tx: Transaction, entryId: number, body: RenderedBody): Promise<void> {
  const { html, text, markdown, outline, blocks, language: detectedLanguage } = body;
  const forms = {
    html,
    text,
    markdown,
    outline: outline as never,
    blocks: blocks as never,
    detectedLanguage,
  };
  await tx.liveBlogEntryBody.upsert({
    where: { entryId },
    create: { entryId, ...forms },
    update: forms,
  });
}

/** Loads the plain text of the body of an entry. */
export async function loadEntryText(tx: Transaction, entryId: number): Promise<string> {
  const body = await tx.liveBlogEntryBody.findUniqueOrThrow({ where: { entryId }, select: { text: true } });
  return body.text;
}

/** Indexes the entries of live blogs again, those of each in one transaction. Other articles have none. */
export async function reindexEntries(pool: Pool, articleIds: number[]): Promise<void> {
  const { rows } = await pool.query<{ id: number }>(
    'SELECT DISTINCT article_id AS id FROM live_blog_entry WHERE article_id = ANY($1::int[]) ORDER BY id',
    [articleIds],
  );
  for (const { id } of rows) {
    // A trigger writes the words.
    await pool.query(
      `UPDATE live_blog_entry_body b SET text = b.text FROM live_blog_entry e
       WHERE e.id = b.entry_id AND e.article_id = $1::int`,
      [id],
    );
  }
}
