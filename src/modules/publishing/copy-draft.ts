import { toColumnName } from '../../database/column-name.js';
import { type Draft, type DraftBody, Prisma } from '../../database/generated/client.js';
import type { Transaction } from '../../mutations/write-lock.js';

/** Every column of Article except `listedAt`, which is computed. Does not compile if Draft lacks one. */
const ARTICLE_COLUMNS: readonly (keyof Draft)[] = listNames(Prisma.ArticleScalarFieldEnum).filter(
  (name) => name !== 'listedAt',
);
/** Every column of ArticleBody. Does not compile if DraftBody lacks one. */
const BODY_COLUMNS: readonly (keyof DraftBody)[] = listNames(Prisma.ArticleBodyScalarFieldEnum);

/** Copies an article's draft and its body to the published tables, replacing what is there. */
export async function copyDraft(tx: Transaction, id: number): Promise<void> {
  const columns = ARTICLE_COLUMNS.map(toColumnName);
  await tx.$executeRawUnsafe(
    `INSERT INTO article (${columns}, listed_at) SELECT ${columns}, published_at FROM draft WHERE id = $1
     ON CONFLICT (id) DO UPDATE SET ${listUpdates([...columns, 'listed_at'])}`,
    id,
  );
  const bodyColumns = BODY_COLUMNS.map(toColumnName);
  await tx.$executeRawUnsafe(
    `INSERT INTO article_body (${bodyColumns}) SELECT ${bodyColumns} FROM draft_body WHERE article_id = $1
     ON CONFLICT (article_id) DO UPDATE SET ${listUpdates(bodyColumns)}`,
    id,
  );
}

function listUpdates(columns: string[]): string {
  return columns.map((column) => `${column} = excluded.${column}`).join(', ');
}

function listNames<Name extends string>(names: Record<Name, Name>): Name[] {
  return Object.values(names);
}
