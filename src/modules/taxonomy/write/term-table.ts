import type { ListOwner } from '../../../cache/cache-tags.js';
import type { Prisma } from '../../../database/generated/client.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { TranslatedTexts } from '../../../shared/translated-texts.js';

/** A term is a section, a tag, an author or a series. */
export type TermKind = ListOwner;

/** The editable data of a term, except the position of a section. */
export interface TermData {
  slug: string;
  name: string;
  imageId: number | null;
  seoTitle?: string | null | undefined;
  seoDescription?: string | null | undefined;
  noindex?: boolean | null | undefined;
  nofollow?: boolean | null | undefined;
  /** Of sections, tags and series. */
  description?: string | null | undefined;
  /** Of sections. */
  parentId?: number | null | undefined;
  machineRights?: string | null | undefined;
  /** True if readers see the section only once an article in it is published. False shows it. */
  isHidden?: boolean | null | undefined;
  /** Of authors. */
  bio?: string | null | undefined;
  role?: string | null | undefined;
  email?: string | null | undefined;
  links?: StoredLink[] | undefined;
  /** Texts in further languages of the site. */
  texts?: TranslatedTexts | undefined;
  /** Of series. */
  parts?: number | null | undefined;
}

/** Page of an author elsewhere. */
export interface StoredLink {
  url: string;
  /** Null for the name of the network, or the host. */
  label: string | null;
}

/** Columns of texts, each with a limit in TAXONOMY_LIMITS. */
export type TermText = 'description' | 'bio' | 'role' | 'seoTitle' | 'seoDescription';

/** Editable columns of all terms. */
export const TERM_COLUMNS = [
  'slug',
  'name',
  'imageId',
  'seoTitle',
  'seoDescription',
  'noindex',
  'nofollow',
  'texts',
] as const;

/** Returns the columns that are given. Those that are undefined stay as they are; Prisma refuses undefined. */
export function pickGiven<Data extends object, Column extends keyof Data>(
  columns: readonly Column[],
  data: Data,
): Pick<Data, Column> {
  const given = columns.filter((column) => data[column] !== undefined);
  return Object.fromEntries(given.map((column) => [column, data[column]])) as Pick<Data, Column>;
}

export interface Term extends TermData {
  id: number;
  /** Values of own fields. */
  fields: unknown;
}

/** The operations on the rows of sections, tags, authors and series that their Prisma clients share. */
export interface TermTable {
  findUnique(args: { where: { id: number } | { slug: string } }): Promise<Term | null>;
  findUniqueOrThrow(args: { where: { id: number } }): Promise<Term>;
  findMany(args: { where: object; orderBy?: { id: 'asc' } }): Promise<Term[]>;
  create(args: { data: TermData & { id?: number } }): Promise<Term>;
  update(args: { where: { id: number }; data: Partial<TermData> }): Promise<Term>;
  delete(args: { where: { id: number } }): Promise<unknown>;
  deleteMany(args: { where: { id: { in: number[] } } }): Promise<unknown>;
}

/** Counts the articles, drafts and published, that have a term. */
export function countArticles(tx: Transaction, kind: TermKind, id: number): Promise<number> {
  const hasTerm = (
    kind === 'series' ? { seriesId: id } : { [`${kind}s`]: { some: { [`${kind}Id`]: id } } }
  ) as Prisma.DraftWhereInput & Prisma.ArticleWhereInput;
  return tx.draft.count({ where: { OR: [hasTerm, { article: hasTerm }] } });
}
