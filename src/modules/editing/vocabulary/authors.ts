import type { Author } from '../../../database/generated/client.js';
import { rejected } from '../article-content.js';
import type { Numbered } from '../own-number.js';
import type { Transaction } from '../turns.js';
import { UserErrorCode } from '../user-error-code.js';
import { AUTHOR, forgetNames, refuseTakenPath, resettle, settle } from './named.js';

/** What editors say of an author. Two may have one name. */
export type AuthorFacts = Pick<Author, 'slug' | 'name' | 'bio' | 'imageId'>;

/** Throws ContentRejected when the slug or the address is taken. */
export async function createAuthor(tx: Transaction, facts: AuthorFacts): Promise<number> {
  await refuseTakenSlug(tx, facts.slug, null);
  await refuseTakenPath(tx, AUTHOR, facts.slug);
  return insertAuthor(tx, facts);
}

/** As createAuthor, where an article at the address does not matter: for imports and articles. */
export async function insertAuthor(tx: Transaction, facts: AuthorFacts & Numbered): Promise<number> {
  const { slug, name, bio, imageId, id } = facts;
  const author = await tx.author.create({
    data: { slug, name, bio, imageId, ...(id !== undefined && { id }) },
  });
  await settle(tx, AUTHOR, author);
  return author.id;
}

/** Throws ContentRejected when the slug or the address is taken. */
export async function changeAuthor(tx: Transaction, author: Author, facts: AuthorFacts): Promise<void> {
  const { slug, name, bio, imageId } = facts;
  const fields = ['slug', 'name', 'bio', 'imageId'] as const;
  if (fields.every((field) => facts[field] === author[field])) return;
  await refuseTakenSlug(tx, slug, author.id);
  if (slug !== author.slug) await refuseTakenPath(tx, AUTHOR, slug);
  const saved = await tx.author.update({ where: { id: author.id }, data: { slug, name, bio, imageId } });
  await resettle(tx, AUTHOR, author, saved);
}

/** Deletes an author whom no article names. Throws ContentRejected when one does. */
export async function removeAuthor(tx: Transaction, { id, name }: Author): Promise<void> {
  const articles = await tx.draft.count({
    where: {
      OR: [{ authors: { some: { authorId: id } } }, { article: { authors: { some: { authorId: id } } } }],
    },
  });
  if (articles > 0) {
    const message = `${articles} article${articles === 1 ? ' is' : 's are'} by ${name}, drafts and published: give them another author first.`;
    throw rejected(message, UserErrorCode.NOT_ALLOWED, ['id']);
  }
  await forgetNames(tx, AUTHOR, id);
  await tx.author.delete({ where: { id } });
}

async function refuseTakenSlug(tx: Transaction, slug: string, id: number | null): Promise<void> {
  const holder = await tx.author.findUnique({ where: { slug } });
  if (!holder || holder.id === id) return;
  throw rejected(`The slug ${slug} is that of ${holder.name}.`, UserErrorCode.TAKEN, ['slug']);
}
