import { z } from 'zod';
import type { ExternalMenu } from '../../modules/menu/import-menu.js';
import { createTranslationsSchema, toTexts } from './translations-schema.js';
import { readYamlFile } from './yaml-file.js';

const menuSchema = z.array(
  z.strictObject({
    location: z.string().min(1),
    items: z.array(
      z.strictObject({
        depth: z.int().min(0).default(0),
        text: z.string().min(1),
        url: z.string().min(1),
        translations: createTranslationsSchema('text', 'url'),
      }),
    ),
  }),
);

/** Menus in the file menus.yaml. */
export type MenuFile = z.input<typeof menuSchema>;

/** Reads menus.yaml of a folder, if present. Throws UnreadableSourceError, which names the line or entry. */
export async function readMenuFile(folder: string): Promise<ExternalMenu[]> {
  const menus = await readYamlFile(folder, 'menus.yaml', menuSchema);
  return menus.map(({ location, items }) => ({
    source: 'markdown',
    location,
    items: items.map(({ depth, text, url, translations }) => {
      const texts = toTexts(translations);
      return { depth, text, target: { url }, ...(texts && { texts }) };
    }),
  }));
}
