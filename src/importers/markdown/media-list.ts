import { z } from 'zod';
import type { ListedFile } from '../media/media-copier.js';
import { readYamlFile } from './yaml-file.js';

const textSchema = z.string().optional();
const mediaSchema = z.array(
  z.strictObject({
    file: z.string().min(1),
    name: textSchema,
    alt: textSchema,
    caption: textSchema,
    credit: textSchema,
    license: textSchema,
    focalX: z.number().min(0).max(1).optional(),
    focalY: z.number().min(0).max(1).optional(),
    expiresAt: z.iso.datetime().optional(),
    urls: z.array(z.string().min(1)).optional(),
  }),
);

/** Files of the media library in the file media.yaml: paths in the folder, texts and rights. */
export type MediaList = z.input<typeof mediaSchema>;

/** Reads media.yaml of a folder, if present. Throws UnreadableSourceError, which names the line or entry. */
export async function readMediaList(folder: string): Promise<ListedFile[]> {
  const entries = await readYamlFile(folder, 'media.yaml', mediaSchema);
  return entries.map(({ file, name, urls = [], expiresAt, ...texts }) => ({
    file,
    ...(name !== undefined && { name }),
    urls,
    texts: Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
  }));
}
