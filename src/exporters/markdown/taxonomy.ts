import { stringify } from 'yaml';
import type { Prisma } from '../../database/generated/client.js';
import type { TaxonomyFiles } from '../../importers/markdown/taxonomy-files.js';
import { buildAuthorPath, buildTagPath } from '../../shared/paths.js';
import { getReferenceName } from './spelling.js';
import { DRAFT_INCLUDE } from './stored-article.js';

/** Where sections stand, by id: their address, and the names from the root down by which an article says so. */
export type ExportedSectionLocations = Map<number, { path: string; names: string[] }>;

interface ExportedTaxonomy {
  files: TaxonomyFiles;
  locations: ExportedSectionLocations;
}

/** Every section, author and tag, with all that their files can say of them. */
export async function loadTaxonomy(tx: Prisma.TransactionClient): Promise<ExportedTaxonomy> {
  const addresses = { select: { path: true }, orderBy: { path: 'asc' } } as const;
  const include = { addresses };
  const rows = await tx.section.findMany({
    include,
    orderBy: [{ position: 'asc' }, { name: 'asc' }, { id: 'asc' }],
  });
  const authors = await tx.author.findMany({
    include: { addresses, image: DRAFT_INCLUDE.image },
    orderBy: { id: 'asc' },
  });
  const tags = await tx.tag.findMany({ include, orderBy: { id: 'asc' } });
  const locations: ExportedSectionLocations = new Map();
  const sections = collectSections(null);
  return {
    files: {
      sections,
      authors: authors.map(({ id, slug, name, bio, image, addresses }) => ({
        ...{ id, slug, name, bio, image },
        aliases: listFormerPaths(addresses, buildAuthorPath(slug)),
      })),
      tags: tags.map(({ id, slug, name, addresses }) => ({
        ...{ id, slug, name },
        aliases: listFormerPaths(addresses, buildTagPath(slug)),
      })),
    },
    locations,
  };

  /** Parents before their children, siblings in the order of the navigation. */
  function collectSections(parent: (typeof rows)[number] | null): TaxonomyFiles['sections'] {
    const parentLocation = parent && locations.get(parent.id)!;
    return rows
      .filter(({ parentId }) => parentId === (parent?.id ?? null))
      .flatMap((section) => {
        const { id, slug, name, description, addresses } = section;
        const path = `${parentLocation?.path ?? ''}/${slug}`;
        // A comma or a slash in it would end the name.
        const segment = /[,/]/.test(name) ? slug : getReferenceName(section);
        locations.set(id, { path, names: [...(parentLocation?.names ?? []), segment] });
        const fields = { id, slug, name, description, parent: parent?.slug ?? null };
        return [{ ...fields, aliases: listFormerPaths(addresses, path) }, ...collectSections(section)];
      });
  }
}

/** An entry of a vocabulary file, without what is not there. */
export function formatTaxonomy(entries: TaxonomyFiles[keyof TaxonomyFiles]): string {
  const cleaned = entries.map((entry) =>
    Object.fromEntries(
      Object.entries(entry).filter(
        ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
      ),
    ),
  );
  return stringify(cleaned, { lineWidth: 0 });
}

function listFormerPaths(addresses: { path: string }[], path: string): string[] {
  return addresses.filter((address) => address.path !== path).map((address) => address.path);
}
