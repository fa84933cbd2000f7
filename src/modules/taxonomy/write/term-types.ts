import type { Section } from '../../../database/generated/client.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { PathOwner } from '../../urls/reserve-path.js';
import { mergeSections } from './merge-sections.js';
import { mergeTerms } from './merge-terms.js';
import { changeTerm, createTerm, insertTerm, removeTerm, saveTerm } from './named-terms.js';
import type { OptionalId } from './preserve-id.js';
import { assertPathAvailable } from './rename.js';
import { moveAmongSiblings } from './section-order.js';
import { changeSection, createSection, insertSection, removeSection, type SectionData } from './sections.js';
import { AUTHOR_KIND, SERIES_KIND, TAG_KIND, type TaxonomyKind } from './taxonomy-kind.js';
import type { Term, TermData, TermKind, TermTable, TermText } from './term-table.js';

/** Description of sections, tags, authors or series, by which one service and one import write all of them. */
export interface TermType {
  nodeType: 'Section' | 'Tag' | 'Author' | 'Series';
  /** Plural of the name, as in messages. */
  plural: string;
  /** Field of inputs that has the name. */
  nameField: 'name' | 'title';
  /** Column of rows that refer to it, and name of the ID in the payloads of mutations. */
  idColumn: 'sectionId' | 'tagId' | 'authorId' | 'seriesId';
  owner: PathOwner;
  /** Columns of its texts. */
  texts: readonly TermText[];
  table(tx: Transaction): TermTable;
  /** Builds the path of a row; of a section without a parent. */
  buildPath(slug: string): string;
  /** Creates a row. Throws UserErrorException if its slug, name or path is taken. */
  create(tx: Transaction, data: TermData, position: number | null): Promise<number>;
  /** Creates a row, but allows other content at its path: for imports. */
  insert(tx: Transaction, data: TermData & OptionalId): Promise<number>;
  /** Updates a row. Throws UserErrorException if its slug, name or path is taken. */
  change(tx: Transaction, term: Term, data: TermData, position: number | null): Promise<void>;
  /** Updates a row with the slug that it has, and any name: for imports. */
  save(tx: Transaction, term: Term, data: TermData): Promise<void>;
  /** Gives a row the slug and name of its source. Throws UserErrorException if the path is taken. */
  rename(tx: Transaction, term: Term, to: Pick<TermData, 'slug' | 'name'>): Promise<void>;
  /** Merges rows into another one. `touched` are cache tags of what else changes. Throws UserErrorException if a path is taken. */
  merge(tx: Transaction, sources: Term[], target: Term, touched: string[]): Promise<void>;
  /** Deletes a row. Throws UserErrorException while it has articles or sections. */
  remove(tx: Transaction, term: Term): Promise<void>;
}

const SEO_TEXTS = ['seoTitle', 'seoDescription'] as const;

export const TERM_TYPES: Record<TermKind, TermType> = {
  section: {
    nodeType: 'Section',
    plural: 'sections',
    nameField: 'name',
    idColumn: 'sectionId',
    owner: 'section_id',
    texts: ['description', ...SEO_TEXTS],
    table: (tx) => tx.section as unknown as TermTable,
    buildPath: (slug) => `/${slug}`,
    async create(tx, data, position) {
      const { parentId } = data as SectionData;
      const { id } = await createSection(tx, data as SectionData);
      if (position !== null) await moveAmongSiblings(tx, { id, parentId }, position);
      return id;
    },
    insert: async (tx, data) => (await insertSection(tx, data as SectionData & OptionalId)).id,
    change: (tx, section, data, position) =>
      changeSection(tx, section as Section, data as SectionData, position),
    save: (tx, section, data) => changeSection(tx, section as Section, data as SectionData),
    rename: (tx, section, to) =>
      changeSection(tx, section as Section, { ...(section as SectionData), ...to }),
    merge: (tx, sources, target, touched) =>
      mergeSections(tx, sources as Section[], target as Section, touched),
    remove: (tx, section) => removeSection(tx, section as Section),
  },
  tag: describe(TAG_KIND, { plural: 'tags', nameField: 'name', texts: ['description', ...SEO_TEXTS] }),
  author: describe(AUTHOR_KIND, {
    plural: 'authors',
    nameField: 'name',
    texts: ['bio', 'role', ...SEO_TEXTS],
  }),
  series: describe(SERIES_KIND, {
    plural: 'series',
    nameField: 'title',
    texts: ['description', ...SEO_TEXTS],
  }),
};

function describe(kind: TaxonomyKind, words: Pick<TermType, 'plural' | 'nameField' | 'texts'>): TermType {
  const { type, idColumn, owner, table, buildPath } = kind;
  return {
    nodeType: type,
    idColumn,
    owner,
    ...words,
    table,
    buildPath,
    create: (tx, data) => createTerm(tx, kind, data),
    insert: (tx, data) => insertTerm(tx, kind, data),
    change: (tx, term, data) => changeTerm(tx, kind, term, data),
    save: (tx, term, data) => saveTerm(tx, kind, term, data),
    async rename(tx, term, to) {
      if (to.slug !== term.slug) await assertPathAvailable(tx, kind, to.slug);
      await saveTerm(tx, kind, term, { ...term, ...to });
    },
    merge: (tx, sources, target, touched) => mergeTerms(tx, kind, { sources, target, touched }),
    remove: (tx, term) => removeTerm(tx, kind, term),
  };
}
