import { join } from 'node:path';
import { z } from 'zod';
import type { ImageContent } from '../../modules/editing/article-content.js';
import type { ExternalFront } from '../../modules/front/write/import-front.js';
import type { CommandFilters } from '../../modules/module.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import type { MediaCopier } from '../media/media-copier.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { imageSchema } from './image-schema.js';
import { readYamlFile } from './yaml-file.js';

/** File of a folder with its fronts. */
export const FRONTS_FILE = 'fronts.yaml';

/** Fronts as the input of `createFront` has them, except for pictures. The rest is checked by the graph. */
const frontsSchema = z.array(
  z.looseObject({
    path: z.string(),
    draft: z.boolean().default(false),
    scheduledFor: z.iso.datetime({ offset: true }).optional(),
    publish: z
      .undefined({ error: 'must be left out: a front is published, unless it has draft or scheduledFor' })
      .optional(),
    containers: z
      .array(
        z.looseObject({
          id: z.string().optional(),
          cards: z
            .array(z.looseObject({ id: z.string().optional(), image: imageSchema.optional() }))
            .default([]),
        }),
      )
      .default([]),
  }),
);

/** Fronts in the file fronts.yaml. */
export type FrontsYaml = z.input<typeof frontsSchema>;

type FrontEntry = z.infer<typeof frontsSchema>[number];

/** Reads fronts.yaml of a folder, if present. Throws UnreadableSourceError, which names the line or entry. */
export function readFrontsFile(folder: string): Promise<FrontEntry[]> {
  return readYamlFile(folder, FRONTS_FILE, frontsSchema);
}

/** Converts entries of fronts.yaml, and copies their pictures. Throws UnreadableSourceError, which names the entry. */
export function convertFronts(
  folder: string,
  entries: FrontEntry[],
  filters: Pick<CommandFilters, 'coerce'>,
  media: MediaCopier | undefined,
): Promise<ExternalFront[]> {
  return Promise.all(
    entries.map(async (entry) => {
      const { draft, scheduledFor, ...input } = addIds(entry);
      return {
        input: coerceEntry(join(folder, FRONTS_FILE), input, filters),
        images: await copyImages(input, media),
        isDraft: draft,
        scheduledFor: scheduledFor === undefined ? null : new Date(scheduledFor),
      };
    }),
  );
}

/** Returns an entry whose containers and cards have IDs, which are the same when the file is read again. */
function addIds(entry: FrontEntry) {
  return {
    ...entry,
    containers: entry.containers.map(({ id, cards, ...container }, i) => ({
      ...container,
      id: id ?? `container-${i + 1}`,
      cards: cards.map((card, j) => ({ ...card, id: card.id ?? `card-${i + 1}-${j + 1}` })),
    })),
  };
}

type FrontContent = Pick<ReturnType<typeof addIds>, 'path' | 'containers'>;

/** Returns an entry without its pictures as the input of `createFront`. Throws UnreadableSourceError. */
function coerceEntry(
  file: string,
  entry: FrontContent,
  { coerce }: Pick<CommandFilters, 'coerce'>,
): ExternalFront['input'] {
  const containers = entry.containers.map((container) => ({
    ...container,
    cards: container.cards.map(({ image: _image, ...card }) => card),
  }));
  try {
    const type = { name: 'front', type: 'CreateFrontInput!' };
    return coerce(type, { ...entry, containers }) as ExternalFront['input'];
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error;
    throw new UnreadableSourceError(`${file}: ${entry.path}: ${error.message}`);
  }
}

/** Copies the pictures of cards, if files are copied, and returns all by the ID of their card. */
async function copyImages(
  { containers }: FrontContent,
  media: MediaCopier | undefined,
): Promise<Map<string, ImageContent>> {
  const images = new Map<string, ImageContent>();
  for (const { id, image } of containers.flatMap(({ cards }) => cards)) {
    if (!image) continue;
    const content = image as ImageContent;
    images.set(id, media ? await media.copyImage(content) : content);
  }
  return images;
}
