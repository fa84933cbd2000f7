import { stringify } from 'yaml';
import type { Prisma } from '../../database/generated/client.js';
import type { VocabularyFiles } from '../../importers/vocabulary-files.js';
import { authorPath, tagPath } from '../../shared/paths.js';
import { nameOf } from './spelling.js';
import { STORED } from './stored-article.js';

/** Where sections stand, by id: their address, and the names from the root down by which an article says so. */
export type SectionPlaces = Map<number, { path: string; way: string[] }>;

interface Written {
  files: VocabularyFiles;
  places: SectionPlaces;
}

/** Every section, author and tag, with all that their files can say of them. */
export async function readVocabulary(tx: Prisma.TransactionClient): Promise<Written> {
  const addresses = { select: { path: true }, orderBy: { path: 'asc' } } as const;
  const include = { addresses };
  const rows = await tx.section.findMany({
    include,
    orderBy: [{ position: 'asc' }, { name: 'asc' }, { id: 'asc' }],
  });
  const authors = await tx.author.findMany({
    include: { addresses, image: STORED.image },
    orderBy: { id: 'asc' },
  });
  const tags = await tx.tag.findMany({ include, orderBy: { id: 'asc' } });
  const places: SectionPlaces = new Map();
  const sections = below(null);
  return {
    files: {
      sections,
      authors: authors.map(({ id, slug, name, bio, image, addresses }) => ({
        ...{ id, slug, name, bio, image },
        aliases: former(addresses, authorPath(slug)),
      })),
      tags: tags.map(({ id, slug, name, addresses }) => ({
        ...{ id, slug, name },
        aliases: former(addresses, tagPath(slug)),
      })),
    },
    places,
  };

  /** Parents before their children, siblings in the order of the navigation. */
  function below(parent: (typeof rows)[number] | null): VocabularyFiles['sections'] {
    const above = parent && places.get(parent.id)!;
    return rows
      .filter(({ parentId }) => parentId === (parent?.id ?? null))
      .flatMap((section) => {
        const { id, slug, name, description, addresses } = section;
        const path = `${above?.path ?? ''}/${slug}`;
        // A comma or a slash in it would end the name.
        const step = /[,/]/.test(name) ? slug : nameOf(section);
        places.set(id, { path, way: [...(above?.way ?? []), step] });
        const said = { id, slug, name, description, parent: parent?.slug ?? null };
        return [{ ...said, aliases: former(addresses, path) }, ...below(section)];
      });
  }
}

/** An entry of a vocabulary file, without what is not there. */
export function vocabularyText(entries: VocabularyFiles[keyof VocabularyFiles]): string {
  const said = entries.map((entry) =>
    Object.fromEntries(
      Object.entries(entry).filter(
        ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
      ),
    ),
  );
  return stringify(said, { lineWidth: 0 });
}

function former(addresses: { path: string }[], path: string): string[] {
  return addresses.filter((address) => address.path !== path).map((address) => address.path);
}
