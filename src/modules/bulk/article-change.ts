import { InputErrorCollector } from '../../mutations/input-errors.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { UserErrorException } from '../../mutations/user-error-exception.js';
import { readDatabaseClock, type Transaction } from '../../mutations/write-lock.js';
import { describeMissing, parseReference } from '../../shared/references/reference.js';
import { slugify } from '../../shared/text/slug.js';
import type { ArticleContent } from '../editing/article-content.js';
import { ARTICLE_LIMITS } from '../editing/article-limits.js';
import { getSeriesName } from '../editing/article-names.js';
import { resolveSections } from '../editing/article-sections.js';
import type { PublicationInput } from '../editing/editing.inputs.js';
import { readTimes } from '../publishing/publication-times.js';
import { TAXONOMY_LIMITS } from '../taxonomy/taxonomy-limits.js';
import { loadSectionLocations, type SectionLocations } from '../taxonomy/write/section-positions.js';
import { AUTHOR_KIND, TAG_KIND, type TaxonomyKind } from '../taxonomy/write/taxonomy-kind.js';
import type { Term } from '../taxonomy/write/term-table.js';
import type { ArticleChangeInput } from './bulk.inputs.js';
import { BULK_LIMITS } from './bulk-limits.js';

const NAME_FIELDS = ['addTags', 'removeTags', 'addAuthors', 'removeAuthors'] as const;
type NameField = (typeof NAME_FIELDS)[number];

/** A series that articles are added to. */
interface SeriesChange {
  id: number;
  /** Name by which it is found. */
  name: string;
  /** Number of its last part; grows with each article that is added. */
  lastPart: number;
}

/** A change of articles with its references resolved. */
export interface BulkChange extends Record<NameField, string[]> {
  /** Undefined to leave the sections as they are. */
  section: string | null | undefined;
  /** Null to remove the articles from their series, undefined to leave these as they are. */
  series: SeriesChange | null | undefined;
  /** Paths of all sections. */
  locations: SectionLocations;
  publish: PublicationInput | null;
  unpublish: boolean;
}

/** Returns true if the change is one of tags, authors, sections or series, of which a revision is saved. */
export function changesContent(input: ArticleChangeInput): boolean {
  const { section, series } = input;
  if (section !== undefined || series !== undefined) return true;
  return NAME_FIELDS.some((field) => (input[field] ?? []).length > 0);
}

/** Throws UserErrorException with the errors of a change that do not depend on the database. */
export function assertValidChange(input: ArticleChangeInput): void {
  const errors = new InputErrorCollector();
  if (!changesContent(input) && !input.publish && !input.unpublish) {
    const message =
      'Give a change: addTags, removeTags, addAuthors, removeAuthors, section, series, publish or unpublish.';
    errors.add([], message);
  }
  if (input.publish && input.unpublish) errors.add(['unpublish'], 'Give publish or unpublish, not both.');
  for (const field of NAME_FIELDS) {
    const names = input[field] ?? [];
    if (names.length > BULK_LIMITS.names)
      errors.add([field], `There must be at most ${BULK_LIMITS.names} entries.`, UserErrorCode.TOO_LONG);
    for (const [i, name] of names.slice(0, BULK_LIMITS.names).entries()) {
      errors.checkLength([field, String(i)], name, TAXONOMY_LIMITS.name);
      if (!slugify(name)) errors.add([field, String(i)], 'A name must contain a letter or a digit.');
    }
  }
  errors.throwIfAny();
}

/** Resolves the references of a change. Throws UserErrorException for those that lead to nothing. */
export async function resolveChange(tx: Transaction, input: ArticleChangeInput): Promise<BulkChange> {
  const errors = new InputErrorCollector();
  const { section, publish = null, unpublish } = input;
  const locations: SectionLocations = section === undefined ? new Map() : await loadSectionLocations(tx);
  if (section !== undefined) resolveSections(locations, NO_SECTIONS, { section }, errors);
  if (publish) assertPublication(publish, await readDatabaseClock(tx), errors);
  const series = input.series == null ? input.series : await resolveSeries(tx, input.series, errors);
  const tags = await createLookup(tx, TAG_KIND, [input.addTags, input.removeTags]);
  const authors = await createLookup(tx, AUTHOR_KIND, [input.addAuthors, input.removeAuthors]);
  const change = {
    addTags: resolveNames(input, 'addTags', tags, errors),
    removeTags: resolveNames(input, 'removeTags', tags, errors),
    addAuthors: resolveNames(input, 'addAuthors', authors, errors),
    removeAuthors: resolveNames(input, 'removeAuthors', authors, errors),
  };
  errors.throwIfAny();
  return { ...change, section, series, locations, publish, unpublish };
}

/** Finds a series by its slug or ID, with the number of its last part in drafts and published articles. */
async function resolveSeries(
  tx: Transaction,
  given: string,
  errors: InputErrorCollector,
): Promise<SeriesChange | null> {
  const reference = parseReference('Series', given);
  const series = reference && (await tx.series.findUnique({ where: reference }));
  if (!series) {
    errors.add(['series'], describeMissing('series', given), UserErrorCode.NOT_FOUND);
    return null;
  }
  const ofSeries = { where: { seriesId: series.id }, _max: { seriesPart: true } } as const;
  const drafts = await tx.draft.aggregate(ofSeries);
  const published = await tx.article.aggregate(ofSeries);
  const lastPart = Math.max(drafts._max.seriesPart ?? 0, published._max.seriesPart ?? 0);
  return { id: series.id, name: getSeriesName(series), lastPart };
}

const NO_SECTIONS = { section: [], otherSections: [] };

/**
 * Returns the content of an article with a change applied. `seriesId` is that of its latest revision. Throws
 * UserErrorException.
 */
export function applyChange(
  content: ArticleContent,
  seriesId: number | null,
  change: BulkChange,
): ArticleContent {
  const errors = new InputErrorCollector();
  const { section, locations } = change;
  const sections = section === undefined ? null : resolveSections(locations, content, { section }, errors);
  const tags = applyNames(content.tags, change.addTags, change.removeTags);
  const authors = applyNames(content.authors, change.addAuthors, change.removeAuthors);
  for (const [field, names] of Object.entries({ addTags: tags, addAuthors: authors })) {
    if (names.length <= ARTICLE_LIMITS.names) continue;
    const message = `The article would have ${names.length} entries. It can have at most ${ARTICLE_LIMITS.names}.`;
    errors.add([field], message, UserErrorCode.TOO_LONG);
  }
  errors.throwIfAny();
  return { ...content, ...sections, tags, authors, series: applySeries(content.series, seriesId, change) };
}

/** Adds an article to a series as its next part, unless it has a part of it already. */
function applySeries(
  current: ArticleContent['series'],
  seriesId: number | null,
  { series }: BulkChange,
): ArticleContent['series'] {
  if (!series) return series === null ? null : current;
  if (current?.part != null && seriesId === series.id) return current;
  series.lastPart += 1;
  return { name: series.name, part: series.lastPart };
}

/** Removes and adds names or slugs. The slugs of those of an article are the current ones. */
function applyNames(names: string[], added: string[], removed: string[]): string[] {
  const removedSlugs = new Set(removed);
  const rest = names.filter((name) => !removedSlugs.has(slugify(name)));
  const slugs = new Set(rest.map(slugify));
  return [...rest, ...added.filter((name) => !slugs.has(slugify(name)))];
}

/** Finds the tag or author that a name, slug or ID refers to. Returns null for the ID of another type. */
type TermLookup = (given: string) => { term: Term | null; isName: boolean };

async function createLookup(
  tx: Transaction,
  kind: TaxonomyKind,
  lists: (string[] | null | undefined)[],
): Promise<TermLookup> {
  const given = lists.flatMap((list) => list ?? []);
  const references = given.map((text) => parseReference(kind.type, text));
  const ids = references.flatMap((reference) => (reference && 'id' in reference ? reference.id : []));
  const conditions = [{ id: { in: ids } }, { slug: { in: given.map(slugify) } }, { name: { in: given } }];
  const terms = given.length === 0 ? [] : await kind.table(tx).findMany({ where: { OR: conditions } });
  return (text) => {
    const reference = parseReference(kind.type, text);
    if (!reference) return { term: null, isName: false };
    if ('id' in reference)
      return { term: terms.find(({ id }) => id === reference.id) ?? null, isName: false };
    const bySlug = terms.find(({ slug }) => slug === slugify(text));
    return { term: bySlug ?? terms.find(({ name }) => name === text) ?? null, isName: true };
  };
}

/** Returns the slugs of the tags or authors in a field of the input; the names of those to be created. */
function resolveNames(
  input: ArticleChangeInput,
  field: NameField,
  find: TermLookup,
  errors: InputErrorCollector,
): string[] {
  return (input[field] ?? []).map((given, i) => {
    const { term, isName } = find(given);
    if (term) return term.slug;
    const noun = field.endsWith('Tags') ? 'tag' : 'author';
    if (!isName || field.startsWith('remove'))
      errors.add([field, String(i)], describeMissing(noun, given), UserErrorCode.NOT_FOUND);
    return given;
  });
}

/** Collects the errors of the times of a publication, with their paths in the input. */
function assertPublication(publish: PublicationInput, now: Date, errors: InputErrorCollector): void {
  try {
    readTimes(publish, now);
  } catch (error) {
    if (!(error instanceof UserErrorException)) throw error;
    const rename = ({ field, ...each }: UserError) => ({ ...each, field: ['publish', ...(field ?? [])] });
    errors.errors.push(...error.userErrors.map(rename));
  }
}
