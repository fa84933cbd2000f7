import type { Author } from '../../../database/generated/client.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { OptionalId } from './preserve-id.js';
import {
  AUTHOR_KIND,
  assertPathAvailable,
  deleteUnpublishedNames,
  handleCreated,
  handleUpdated,
} from './rename.js';

/** The editable data of an author. Names need not be unique. */
export type AuthorData = Pick<Author, 'slug' | 'name' | 'bio' | 'imageId'>;

/** Creates an author. Throws UserErrorException if the slug or the path is taken. */
export async function createAuthor(tx: Transaction, data: AuthorData): Promise<number> {
  await assertSlugAvailable(tx, data.slug, null);
  await assertPathAvailable(tx, AUTHOR_KIND, data.slug);
  return insertAuthor(tx, data);
}

/**
 * Creates an author like createAuthor, but allows an article at the author's path: for imports and articles.
 */
export async function insertAuthor(tx: Transaction, data: AuthorData & OptionalId): Promise<number> {
  const { slug, name, bio, imageId, id } = data;
  const author = await tx.author.create({
    data: { slug, name, bio, imageId, ...(id !== undefined && { id }) },
  });
  await handleCreated(tx, AUTHOR_KIND, author);
  return author.id;
}

/** Updates an author. Throws UserErrorException if the slug or the path is taken. */
export async function changeAuthor(tx: Transaction, author: Author, data: AuthorData): Promise<void> {
  const { slug, name, bio, imageId } = data;
  const fields = ['slug', 'name', 'bio', 'imageId'] as const;
  if (fields.every((field) => data[field] === author[field])) return;
  await assertSlugAvailable(tx, slug, author.id);
  if (slug !== author.slug) await assertPathAvailable(tx, AUTHOR_KIND, slug);
  const saved = await tx.author.update({ where: { id: author.id }, data: { slug, name, bio, imageId } });
  await handleUpdated(tx, AUTHOR_KIND, author, saved);
}

/** Deletes an author. Throws UserErrorException if an article names them. */
export async function removeAuthor(tx: Transaction, { id, name }: Author): Promise<void> {
  const articles = await tx.draft.count({
    where: {
      OR: [{ authors: { some: { authorId: id } } }, { article: { authors: { some: { authorId: id } } } }],
    },
  });
  if (articles > 0) {
    const message = `${name} is the author of ${articles} article${articles === 1 ? '' : 's'} (drafts and published). Change their authors first.`;
    throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
  }
  await deleteUnpublishedNames(tx, AUTHOR_KIND, id);
  await tx.author.delete({ where: { id } });
}

async function assertSlugAvailable(tx: Transaction, slug: string, id: number | null): Promise<void> {
  const holder = await tx.author.findUnique({ where: { slug } });
  if (!holder || holder.id === id) return;
  throw createUserErrorException(`The slug ${slug} is already used by ${holder.name}.`, UserErrorCode.TAKEN, [
    'slug',
  ]);
}
