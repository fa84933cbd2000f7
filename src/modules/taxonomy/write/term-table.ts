import type { Prisma } from '../../../database/generated/client.js';
import type { Transaction } from '../../../mutations/write-lock.js';

/** A term is a section, a tag or an author. */
export type TermKind = 'section' | 'tag' | 'author';

/** The editable data of a term, except the position of a section. */
export interface TermData {
  slug: string;
  name: string;
  imageId: number | null;
  /** Of sections. */
  description?: string | null;
  parentId?: number | null;
  /** Of authors. */
  bio?: string | null;
}

export interface Term extends TermData {
  id: number;
  /** Values of own fields. */
  fields: unknown;
}

/** The operations on the rows of sections, tags and authors that their Prisma clients share. */
export interface TermTable {
  findUnique(args: { where: { id: number } | { slug: string } }): Promise<Term | null>;
  findUniqueOrThrow(args: { where: { id: number } }): Promise<Term>;
  findMany(args: { where: object; orderBy?: { id: 'asc' } }): Promise<Term[]>;
  create(args: { data: TermData & { id?: number } }): Promise<Term>;
  update(args: { where: { id: number }; data: Partial<TermData> }): Promise<Term>;
  delete(args: { where: { id: number } }): Promise<unknown>;
}

/** Counts the articles, drafts and published, that have a term. */
export function countArticles(tx: Transaction, kind: TermKind, id: number): Promise<number> {
  const hasTerm = { [`${kind}s`]: { some: { [`${kind}Id`]: id } } } as Prisma.DraftWhereInput &
    Prisma.ArticleWhereInput;
  return tx.draft.count({ where: { OR: [hasTerm, { article: hasTerm }] } });
}
