import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ImportedValues } from '../../../fields/imported-value.js';
import { appendChange } from '../../../mutations/append-change.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { normalizePath } from '../../../shared/paths.js';
import type { ImageContent } from '../../editing/article-content.js';
import { resolveReferences } from '../../own-fields/resolve-references.js';
import { saveTaxonomyFields, withHiddenTaxonomyValues } from '../../own-fields/taxonomy-fields.js';
import { omitMissingNewsletters } from '../../site/import-site.js';
import { listTextLanguages, type PageInput, saveSectionPage } from '../../site/write-boxes.js';
import { redirectToFrontPage } from '../../urls/add-redirects.js';
import { assignPaths, filterAvailablePaths } from '../../urls/reserve-path.js';
import { findOrCreateImage } from './find-or-create.js';
import { preserveId } from './preserve-id.js';
import { orderSections } from './section-order.js';
import { getLocation, loadSectionLocations } from './section-positions.js';
import { changeSection, insertSection } from './sections.js';
import { findForeignTerms } from './term-owners.js';
import type { TermData, TermKind } from './term-table.js';
import { TERM_TYPES } from './term-types.js';

interface TaxonomyEntry {
  slug: string;
  name: string;
  /** Preferred ID, used if the row is new and the ID is free. */
  id?: number | undefined;
  /** Former site paths that redirect to it. */
  aliases?: string[] | undefined;
  /** Values of own fields; undefined if the source has none. */
  fields?: ImportedValues | undefined;
}

interface OptionalImage {
  /** Picture of its page; undefined if the source has none, so that a picture that editors gave stays. */
  image?: ImageContent | null | undefined;
}

/** Values of a page; those that are undefined stay as editors gave them. */
type PageDetails = Pick<TermData, 'seoTitle' | 'seoDescription' | 'noindex' | 'nofollow' | 'texts'>;

type SavedEntry = TaxonomyEntry & OptionalImage & Omit<Partial<TermData>, 'imageId' | 'parentId'>;

/** Sections, authors, tags and series by slug; parents before their children. */
export interface Taxonomy {
  sections: (TaxonomyEntry &
    OptionalImage &
    PageDetails &
    Pick<TermData, 'machineRights'> &
    PageInput & {
      description: string | null;
      parent: string | null;
      /** True if the source shows the section only with a published article. A section that readers see stays visible. */
      isHidden?: boolean;
    })[];
  authors: (TaxonomyEntry &
    PageDetails &
    Pick<TermData, 'role' | 'email' | 'links'> & { bio: string | null; image: ImageContent | null })[];
  tags: (TaxonomyEntry & OptionalImage & PageDetails & Pick<TermData, 'description'>)[];
  series: (TaxonomyEntry & OptionalImage & PageDetails & Pick<TermData, 'description' | 'parts'>)[];
}

const EMPTY_TAXONOMY: Taxonomy = { sections: [], authors: [], tags: [], series: [] };

export interface SaveTaxonomyOptions {
  /** If true, existing rows are not changed. */
  onlyMissing?: boolean;
  /** Source of the entries. Rows of which the oldest article came from elsewhere are not changed then. */
  source?: string;
}

/** Parts of sections, authors, tags and series that were not saved. */
export interface TaxonomyNotes {
  /** References to missing content, which were not saved. */
  missing: string[];
  /** Rows of another source that the entries would have changed. */
  kept: string[];
}

/**
 * Creates or updates rows by slug, and orders sections as given. Rows that editors have renamed or merged
 * since are not changed, nor are existing rows with `onlyMissing`, nor those of another source.
 */
export async function saveTaxonomy(
  tx: Transaction,
  given: Partial<Taxonomy>,
  { onlyMissing = false, source }: SaveTaxonomyOptions = {},
): Promise<TaxonomyNotes> {
  const taxonomy = { ...EMPTY_TAXONOMY, ...given };
  const { taxonomy: entries, kept } =
    source === undefined || onlyMissing ? { taxonomy, kept: [] } : await leaveForeign(tx, taxonomy, source);
  return { missing: await saveEntries(tx, entries, onlyMissing), kept };
}

/** Removes the entries of rows that another source has brought, and names those that would be changed. */
async function leaveForeign(
  tx: Transaction,
  taxonomy: Taxonomy,
  source: string,
): Promise<{ taxonomy: Taxonomy; kept: string[] }> {
  const kept: string[] = [];
  const leave = async <Entry extends SavedEntry>(kind: TermKind, entries: Entry[]): Promise<Entry[]> => {
    const { table, texts } = TERM_TYPES[kind];
    const slugs = entries.map(({ slug }) => slug);
    const foreign = await findForeignTerms(tx, kind, slugs, source);
    for (const row of await table(tx).findMany({ where: { slug: { in: [...foreign] } } })) {
      const entry = entries.find(({ slug }) => slug === row.slug);
      if (!entry) continue;
      const hasSameTexts = texts.every((text) => (entry[text] ?? row[text]) === row[text]);
      if (row.name !== entry.name || !hasSameTexts)
        kept.push(`the ${kind} ${row.slug} was here before this source and stays as it is`);
    }
    return entries.filter(({ slug }) => !foreign.has(slug));
  };
  return {
    taxonomy: {
      sections: await leave('section', taxonomy.sections),
      authors: await leave('author', taxonomy.authors),
      tags: await leave('tag', taxonomy.tags),
      series: await leave('series', taxonomy.series),
    },
    kept,
  };
}

async function saveEntries(
  tx: Transaction,
  { sections, authors, tags, series }: Taxonomy,
  onlyMissing: boolean,
): Promise<string[]> {
  const missing: string[] = [];
  const saveFields: SaveFields = async (owner, slug, id, fields) => {
    const notes = await saveImportedFields(tx, owner, id, fields);
    missing.push(...notes.map((note) => `the ${owner} ${slug}: ${note}`));
  };
  const savePage: SavePage = async (slug, id, page) => {
    const reasons: string[] = [];
    const present = await omitMissingNewsletters(tx, page, reasons);
    await saveSectionPage(tx, id, present, listTextLanguages(page));
    missing.push(...reasons.map((reason) => `the section ${slug}: ${reason}`));
  };
  const ids = await saveSections(tx, sections, onlyMissing, { saveFields, savePage });
  const [firstId] = ids;
  if (!onlyMissing && firstId !== undefined && (await orderSections(tx, ids))) {
    const touched = [cacheTags.anySection, cacheTags.sections];
    await appendChange(tx, { kind: 'UPDATED', nodeType: 'Section', nodeId: firstId, keys: touched });
  }
  await saveTerms(tx, 'author', authors, onlyMissing, saveFields);
  await saveTerms(tx, 'tag', tags, onlyMissing, saveFields);
  await saveTerms(tx, 'series', series, onlyMissing, saveFields);
  return missing;
}

/** Paths of a section, tag, author or series on the site that it was imported from, or of a list that the front page has. */
export interface FormerPaths {
  owner: TermKind | 'front page';
  slug: string;
  paths: string[];
}

/**
 * Redirects former paths to sections, tags, authors and series, except where other content is or was. A redirect to a tag,
 * author or series that only drafts have would say that it exists; those to hidden sections are shown with them.
 */
export async function addFormerPaths(tx: Transaction, entries: FormerPaths[]): Promise<void> {
  for (const { owner, slug, paths } of entries) {
    if (owner === 'front page') await redirectToFrontPage(tx, paths);
    else {
      const term = await TERM_TYPES[owner].table(tx).findUnique({ where: { slug } });
      if (term && (owner === 'section' || (await isVisible(tx, owner, term.id))))
        await addAliases(tx, owner, term.id, paths);
    }
  }
}

async function isVisible(tx: Transaction, kind: TermKind, id: number): Promise<boolean> {
  const view = Prisma.raw(`published.${kind}`);
  const rows = await tx.$queryRaw<unknown[]>`SELECT FROM ${view} WHERE id = ${id}`;
  return rows.length > 0;
}

type SaveFields = (
  owner: TermKind,
  slug: string,
  id: number,
  fields: ImportedValues | undefined,
) => Promise<void>;

type SavePage = (slug: string, id: number, page: PageInput) => Promise<void>;

/** Saves tags, authors or series. */
async function saveTerms(
  tx: Transaction,
  kind: Exclude<TermKind, 'section'>,
  entries: SavedEntry[],
  onlyMissing: boolean,
  saveFields: SaveFields,
): Promise<void> {
  const type = TERM_TYPES[kind];
  for (const { image, id: preferredId, aliases, fields, ...details } of entries) {
    const { slug } = details;
    const term = await type.table(tx).findUnique({ where: { slug } });
    const data = { ...details, imageId: await findOrKeepImage(tx, image, term) };
    if (term && !onlyMissing) {
      await type.save(tx, term, data);
      await saveFields(kind, slug, term.id, fields);
    } else if (!term && !(await isFormerPath(tx, type.buildPath(slug)))) {
      const id = await type.insert(tx, { ...data, ...(await preserveId(tx, kind, preferredId)) });
      await addAliases(tx, kind, id, aliases);
      await saveFields(kind, slug, id, fields);
    }
  }
}

async function saveSections(
  tx: Transaction,
  sections: Taxonomy['sections'],
  onlyMissing: boolean,
  { saveFields, savePage }: { saveFields: SaveFields; savePage: SavePage },
): Promise<number[]> {
  const saved = new Map<string, { id: number; named: string }>();
  for (const { parent, image, id: preferredId, aliases, fields, boxes, newsletter, ...details } of sections) {
    const { slug } = details;
    const parentSection = parent === null ? null : (saved.get(parent) ?? (await findSection(tx, parent)));
    if (parent !== null && !parentSection)
      throw createUserErrorException(`The parent ${parent} of the section ${slug} was not found.`);
    const named = `${parentSection?.named ?? ''}/${slug}`;
    const section = await tx.section.findUnique({ where: { slug } });
    const imageId = await findOrKeepImage(tx, image, section);
    const data = { isHidden: false, ...details, parentId: parentSection?.id ?? null, imageId };
    if (section && !onlyMissing) await changeSection(tx, section, data);
    const former = section ? null : await tx.address.findUnique({ where: { path: named } });
    const existingId = section?.id ?? former?.sectionId;
    const id =
      existingId ??
      (await insertSection(tx, { ...data, ...(await preserveId(tx, 'section', preferredId)) })).id;
    if (existingId === undefined) await addAliases(tx, 'section', id, aliases);
    if (existingId === undefined || (section && !onlyMissing)) {
      await saveFields('section', slug, id, fields);
      await savePage(slug, id, { boxes, newsletter });
    }
    saved.set(slug, { id, named });
  }
  return [...saved.values()].map(({ id }) => id);
}

/** Returns the ID of a picture; that of the existing row if the source says nothing about pictures. */
async function findOrKeepImage(
  tx: Transaction,
  image: ImageContent | null | undefined,
  existing: { imageId: number | null } | null,
): Promise<number | null> {
  if (image === undefined) return existing?.imageId ?? null;
  return image && findOrCreateImage(tx, image);
}

/** Saves the own fields of a row. Returns the references to missing content, which are omitted. */
async function saveImportedFields(
  tx: Transaction,
  owner: TermKind,
  id: number,
  fields: ImportedValues | undefined,
): Promise<string[]> {
  if (fields === undefined) return [];
  const { values, missing } = await resolveReferences(tx, fields, null);
  await saveTaxonomyFields(tx, owner, id, await withHiddenTaxonomyValues(tx, owner, id, values));
  return missing;
}

async function findSection(tx: Transaction, slug: string) {
  const section = await tx.section.findUnique({ where: { slug } });
  return section && { id: section.id, named: getLocation(await loadSectionLocations(tx), section.id).path };
}

/** Redirects former paths to a row that exists, except paths where other content is or was. */
async function addAliases(
  tx: Transaction,
  kind: TermKind,
  id: number | undefined,
  aliases: string[] = [],
): Promise<void> {
  if (id === undefined) return;
  const free = await filterAvailablePaths(
    tx,
    aliases.flatMap((alias) => normalizePath(alias) ?? []),
  );
  if (free.length === 0) return;
  const { nodeType, owner } = TERM_TYPES[kind];
  const targets = free.map((path) => ({ path, id }));
  await assignPaths(tx, owner, targets);
  await appendChange(tx, { kind: 'UPDATED', nodeType, nodeId: id, keys: free.map(cacheTags.path) });
}

/** Returns true if the path belonged to a tag, author or series that has another slug now. */
async function isFormerPath(tx: Transaction, path: string): Promise<boolean> {
  const address = await tx.address.findUnique({ where: { path } });
  return address !== null && [address.tagId, address.authorId, address.seriesId].some((id) => id !== null);
}
