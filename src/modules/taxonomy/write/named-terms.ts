import { isDeepStrictEqual } from 'node:util';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { OptionalId } from './preserve-id.js';
import { assertPathAvailable, deleteUnpublishedNames, handleCreated, handleUpdated } from './rename.js';
import type { TaxonomyKind } from './taxonomy-kind.js';
import { countArticles, pickGiven, type Term, type TermData } from './term-table.js';

/** Creates a tag, author or series. Throws UserErrorException if its slug, name or path is taken. */
export async function createTerm(tx: Transaction, kind: TaxonomyKind, data: TermData): Promise<number> {
  await kind.assertAvailable(tx, data, null);
  await assertPathAvailable(tx, kind, data.slug);
  return insertTerm(tx, kind, data);
}

/**
 * Creates a tag, author or series like createTerm, but allows an equal name, and an article at its path: for imports and
 * articles.
 */
export async function insertTerm(
  tx: Transaction,
  kind: TaxonomyKind,
  data: TermData & OptionalId,
): Promise<number> {
  const { id } = data;
  const given = pickGiven(kind.columns, data);
  const term = await kind.table(tx).create({ data: { ...given, ...(id !== undefined && { id }) } });
  await handleCreated(tx, kind, term);
  return term.id;
}

/** Updates a tag, author or series. Throws UserErrorException if its slug, name or path is taken. */
export async function changeTerm(
  tx: Transaction,
  kind: TaxonomyKind,
  term: Term,
  data: TermData,
): Promise<void> {
  await kind.assertAvailable(tx, data, term.id);
  if (data.slug !== term.slug) await assertPathAvailable(tx, kind, data.slug);
  await saveTerm(tx, kind, term, data);
}

/** Updates a tag, author or series like changeTerm, without its checks: for imports. */
export async function saveTerm(
  tx: Transaction,
  kind: TaxonomyKind,
  term: Term,
  given: TermData,
): Promise<void> {
  const data = pickGiven(kind.columns, given);
  if (kind.columns.every((column) => !(column in data) || isDeepStrictEqual(data[column], term[column])))
    return;
  const saved = await kind.table(tx).update({ where: { id: term.id }, data });
  await handleUpdated(tx, kind, term, saved);
}

/** Deletes a tag, author or series. Throws UserErrorException if an article has it. */
export async function removeTerm(tx: Transaction, kind: TaxonomyKind, { id, name }: Term): Promise<void> {
  const articles = await countArticles(tx, kind.filter, id);
  if (articles > 0) {
    const message = kind.describeUse(name, articles);
    throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
  }
  await deleteUnpublishedNames(tx, kind, id);
  await kind.table(tx).delete({ where: { id } });
}
