import type { ImportService } from '../../modules/import/import.service.js';
import type { SaveTaxonomyOptions, Taxonomy } from '../../modules/taxonomy/write/save-taxonomy.js';
import type { SourceTerm } from '../../modules/taxonomy/write/source-terms.js';
import type { TermKind } from '../../modules/taxonomy/write/term-table.js';
import { zip } from '../../shared/zip.js';

/** IDs in the source for the entries of a taxonomy. */
type EntryIds = Pick<SourceTerm, 'sourceId' | 'sourceSlug' | 'otherSlug'>;

/** A taxonomy with the IDs that its entries have in their source. */
export type IdentifiedTaxonomy = {
  [Kind in keyof Taxonomy]: (Taxonomy[Kind][number] & EntryIds)[];
};

/** The part of the import service that saves taxonomies. */
export type TaxonomySaver = Pick<ImportService, 'saveTaxonomy' | 'saveSourceTerms'>;

type IdentifiedEntry = EntryIds & { slug: string; name: string };

/** Entries of one transaction, which other writers wait for. */
const ENTRIES_AT_ONCE = 200;

/**
 * Sections, tags, authors and series of a source by their IDs there, so that a new name renames them here, and two of one name
 * are two. Each is saved once in a run.
 */
export class SourceTerms {
  private readonly saved = new Set<string>();
  private readonly slugs = new Map<string, string>();
  private readonly keptNotes = new Set<string>();

  constructor(
    private readonly saver: TaxonomySaver,
    private readonly source: string,
  ) {}

  /** Saves sections as the source has them, parents before their children. */
  async saveSections(sections: IdentifiedTaxonomy['sections'], options: SaveTaxonomyOptions): Promise<void> {
    await this.saveIds('section', sections);
    const { kept } = await this.saver.saveTaxonomy({ sections }, options);
    for (const note of kept) this.keptNotes.add(note);
    await this.saveIds('section', sections); // those that were missing exist now
  }

  /** Creates missing terms, and saves the IDs of terms that were not saved in this run. */
  async save({ sections, tags, authors, series }: IdentifiedTaxonomy): Promise<void> {
    const create = (taxonomy: Partial<Taxonomy>) => this.saver.saveTaxonomy(taxonomy, { onlyMissing: true });
    await this.saveNew('section', sections, (missing) => create({ sections: missing }));
    await this.saveNew('tag', tags, (missing) => create({ tags: missing }));
    await this.saveNew('author', authors, (missing) => create({ authors: missing }));
    await this.saveNew('series', series, (missing) => create({ series: missing }));
  }

  /** Renames terms that the source has renamed. */
  async followRenames({ sections, tags, authors, series }: IdentifiedTaxonomy): Promise<void> {
    await this.saveIds('section', sections);
    await this.saveIds('tag', tags);
    await this.saveIds('author', authors);
    await this.saveIds('series', series);
  }

  private async saveNew<Entry extends IdentifiedEntry>(
    kind: TermKind,
    entries: Entry[],
    create: (missing: Entry[]) => Promise<unknown>,
  ): Promise<void> {
    const missing = await this.saveIds(kind, this.takeNew(kind, entries));
    const usual = new Map(entries.map(({ sourceId, slug }) => [sourceId, slug]));
    for (const { sourceId, slug } of missing)
      if (slug !== usual.get(sourceId)) this.slugs.set(getKey(kind, sourceId), slug);
    for (const some of chunk(missing)) await create(some);
    await this.saveIds(kind, missing);
  }

  /** Saves the IDs of rows that are here. Returns the entries of others, with the slugs that they are to have. */
  private async saveIds<Entry extends IdentifiedEntry>(kind: TermKind, entries: Entry[]): Promise<Entry[]> {
    const missing: Entry[] = [];
    for (const some of chunk(entries.filter(({ sourceId }) => sourceId !== ''))) {
      const terms = some.map((entry) => toTerm(kind, entry));
      const result = await this.saver.saveSourceTerms(this.source, terms);
      for (const note of result.kept) this.keptNotes.add(note);
      for (const [i, [entry, slug]] of zip(some, result.slugs).entries()) {
        if (result.isMissing[i]) missing.push({ ...entry, slug, sourceSlug: entry.sourceSlug ?? entry.slug });
        else if (slug !== entry.slug) this.slugs.set(getKey(kind, entry.sourceId), slug);
      }
    }
    return missing;
  }

  /** Returns the slug of a row that its usual name does not lead to; else undefined. */
  findSlug(kind: TermKind, sourceId: string | null | undefined): string | undefined {
    return sourceId ? this.slugs.get(getKey(kind, sourceId)) : undefined;
  }

  /** Returns the terms that were not changed here although the source changed them. */
  get kept(): string[] {
    return [...this.keptNotes];
  }

  private takeNew<Entry extends IdentifiedEntry>(kind: TermKind, entries: Entry[]): Entry[] {
    return entries.filter(({ sourceId, slug, name }) => {
      const key = `${getKey(kind, sourceId)} ${slug} ${name}`;
      const isNew = sourceId !== '' && !this.saved.has(key);
      this.saved.add(key);
      return isNew;
    });
  }
}

function toTerm(
  kind: TermKind,
  { sourceId, name, slug, sourceSlug, otherSlug }: IdentifiedEntry,
): SourceTerm {
  return {
    kind,
    sourceId,
    name,
    slug,
    ...(sourceSlug !== undefined && { sourceSlug }),
    ...(otherSlug !== undefined && { otherSlug }),
  };
}

function* chunk<Entry>(entries: Entry[]): Generator<Entry[]> {
  for (let start = 0; start < entries.length; start += ENTRIES_AT_ONCE)
    yield entries.slice(start, start + ENTRIES_AT_ONCE);
}

function getKey(kind: TermKind, sourceId: string): string {
  return `${kind} ${sourceId}`;
}
