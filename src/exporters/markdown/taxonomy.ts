import { stringify } from 'yaml';
import type { Prisma, Tag } from '../../database/generated/client.js';
import type { ContentModel } from '../../fields/content-model.js';
import type { FieldSet } from '../../fields/field.js';
import type { OwnValues } from '../../fields/own-value.js';
import type { TaxonomyFiles } from '../../importers/markdown/taxonomy-files.js';
import type { StoredLink } from '../../modules/taxonomy/write/term-table.js';
import { buildAuthorPath, buildSeriesPath, buildTagPath } from '../../shared/paths.js';
import { formatValues, loadReferenceNames, type ReferenceNames, toExportedValues } from './own-values.js';
import { formatBox, PAGE_INCLUDE } from './site.js';
import { getReferenceName } from './spelling.js';
import { DRAFT_INCLUDE, toImageContent } from './stored-article.js';
import { formatTranslations } from './translations.js';

/** Path of each section and names from the root down, by section ID. */
export type ExportedSectionLocations = Map<number, { path: string; names: string[] }>;

interface ExportedTaxonomy {
  files: TaxonomyFiles;
  locations: ExportedSectionLocations;
}

/** Loads every section, author, tag and series in the form of the taxonomy files. */
export async function loadTaxonomy(
  tx: Prisma.TransactionClient,
  model: ContentModel,
): Promise<ExportedTaxonomy> {
  const addresses = { select: { path: true }, orderBy: { path: 'asc' } } as const;
  const include = { addresses, image: DRAFT_INCLUDE.image };
  const boxes = { include: PAGE_INCLUDE, orderBy: { position: 'asc' } } as const;
  const rows = await tx.section.findMany({
    include: { ...include, ...PAGE_INCLUDE, boxes },
    orderBy: [{ position: 'asc' }, { name: 'asc' }, { id: 'asc' }],
  });
  const authors = await tx.author.findMany({
    include,
    orderBy: { id: 'asc' },
  });
  const tags = await tx.tag.findMany({ include, orderBy: { id: 'asc' } });
  const series = await tx.series.findMany({ include, orderBy: { id: 'asc' } });
  const getFields = createFieldsFormatter(
    await loadReferenceNames(
      tx,
      [...rows, ...authors, ...tags, ...series].map(({ fields }) => fields as OwnValues),
    ),
  );
  const locations: ExportedSectionLocations = new Map();
  const sections = collectSections(null);
  return {
    files: {
      sections,
      authors: authors.map(
        ({ id, slug, name, role, bio, email, links, image, addresses, fields, ...row }) => ({
          id,
          slug,
          name,
          role: role ?? undefined,
          bio,
          email: email ?? undefined,
          links: links as unknown as StoredLink[],
          image: toImageContent(image),
          ...formatSeo(row),
          ...formatTranslations(row.texts),
          ...getFields(model.fields.author, fields),
          aliases: listFormerPaths(addresses, buildAuthorPath(slug)),
        }),
      ),
      tags: tags.map(({ id, slug, name, description, image, addresses, fields, ...row }) => ({
        id,
        slug,
        name,
        description: description ?? undefined,
        image: toImageContent(image),
        ...formatSeo(row),
        ...formatTranslations(row.texts),
        ...getFields(model.fields.tag, fields),
        aliases: listFormerPaths(addresses, buildTagPath(slug)),
      })),
      series: series.map(({ id, slug, name, description, parts, image, addresses, fields, ...row }) => ({
        id,
        slug,
        title: name,
        description: description ?? undefined,
        parts: parts ?? undefined,
        image: toImageContent(image),
        ...formatSeo(row),
        ...formatTranslations(row.texts, { name: 'title' }),
        ...getFields(model.fields.series, fields),
        aliases: listFormerPaths(addresses, buildSeriesPath(slug)),
      })),
    },
    locations,
  };

  /** Returns sections in navigation order, parents before their children. */
  function collectSections(parent: (typeof rows)[number] | null): TaxonomyFiles['sections'] {
    const parentLocation = parent && (locations.get(parent.id) ?? null);
    return rows
      .filter(({ parentId }) => parentId === (parent?.id ?? null))
      .flatMap((section) => {
        const { id, slug, name, description, image, addresses, fields: values } = section;
        const path = `${parentLocation?.path ?? ''}/${slug}`;
        // A comma or slash would split the name on import.
        const segment = /[,/]/.test(name) ? slug : getReferenceName(section);
        locations.set(id, { path, names: [...(parentLocation?.names ?? []), segment] });
        const fields = {
          id,
          slug,
          name,
          description,
          parent: parent?.slug ?? null,
          image: toImageContent(image),
        };
        return [
          {
            ...fields,
            ...formatSeo(section),
            ...(section.isHidden && { isHidden: true }),
            ...(section.machineRights && { machineRights: section.machineRights }),
            ...formatTranslations(section.texts),
            ...(section.newsletter && { newsletter: section.newsletter.slug }),
            ...(section.boxes.length > 0 && { boxes: section.boxes.map(formatBox) }),
            ...getFields(model.fields.section, values),
            aliases: listFormerPaths(addresses, path),
          },
          ...collectSections(section),
        ];
      });
  }
}

/** Returns a function that formats own fields as the entry `fields` of a taxonomy file, if there are any. */
function createFieldsFormatter(names: ReferenceNames) {
  return (set: FieldSet, stored: unknown): { fields?: Record<string, unknown> } => {
    const { values } = toExportedValues(set, stored as OwnValues, stored, names);
    return Object.keys(values).length === 0 ? {} : { fields: formatValues(set, values) };
  };
}

type SeoColumns = Pick<Tag, 'seoTitle' | 'seoDescription' | 'noindex' | 'nofollow'>;

/** Formats the values for the head of a page as the entry `seo` of a taxonomy file, if there are any. */
function formatSeo({ seoTitle, seoDescription, noindex, nofollow }: SeoColumns): {
  seo?: TaxonomyFiles['tags'][number]['seo'];
} {
  const seo = {
    ...(seoTitle && { title: seoTitle }),
    ...(seoDescription && { description: seoDescription }),
    ...(noindex && { noindex }),
    ...(nofollow && { nofollow }),
  };
  return Object.keys(seo).length === 0 ? {} : { seo };
}

/** Formats the entries of a taxonomy file as YAML, without empty fields. */
export function formatTaxonomy(entries: TaxonomyFiles[keyof TaxonomyFiles]): string {
  const cleaned = entries.map((entry) =>
    Object.fromEntries(
      Object.entries(entry).filter(
        ([, value]) => value != null && !(Array.isArray(value) && value.length === 0),
      ),
    ),
  );
  return stringify(cleaned, { lineWidth: 0 });
}

function listFormerPaths(addresses: { path: string }[], path: string): string[] {
  return addresses.filter((address) => address.path !== path).map((address) => address.path);
}
