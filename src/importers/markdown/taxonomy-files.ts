import { z } from 'zod';
import { TAXONOMY_LIMITS } from '../../modules/taxonomy/taxonomy-limits.js';
import { parseEmailAddress } from '../../shared/text/email-address.js';
import { MAX_ID } from './fields/reserved.js';
import { imageSchema } from './image-schema.js';
import { machineRightsTextSchema, pageFields } from './site-file.js';
import { createTranslationsSchema } from './translations-schema.js';
import { readYamlFile } from './yaml-file.js';

const slugSchema = z.string().regex(/^[\p{L}\p{N}_-]+$/u, 'is not a slug');
/** Values for the head of the page; those that are missing stay as editors gave them. */
const seoSchema = z.strictObject({
  title: z.string().optional(),
  description: z.string().optional(),
  noindex: z.boolean().optional(),
  nofollow: z.boolean().optional(),
});
const linkSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'is not a URL with http or https' }),
  label: z.string().min(1).nullable().default(null),
});
const emailSchema = z.string().refine((text) => parseEmailAddress(text) !== null, 'is not an email address');
/** Only exports contain `id` and `aliases`. */
const pageEntryFields = {
  slug: slugSchema,
  id: z.int().min(1).max(MAX_ID).optional(),
  aliases: z.array(z.string().startsWith('/')).optional(),
  /** Values of the site's own fields. */
  fields: z.record(z.string(), z.unknown()).optional(),
  seo: seoSchema.optional(),
};
const termFields = { ...pageEntryFields, name: z.string().min(1) };
const SEO_TEXTS = ['seoTitle', 'seoDescription'] as const;
/** Names, slugs and descriptions in further languages. */
const translations = createTranslationsSchema('name', 'slug', 'description', ...SEO_TEXTS);
const descriptionSchema = z.string().nullable().default(null);

const SCHEMAS = {
  sections: z.array(
    z.strictObject({
      ...termFields,
      description: descriptionSchema,
      parent: slugSchema.nullable().default(null),
      machineRights: machineRightsTextSchema.optional(),
      /** True if readers see the section only once an article in it is published. */
      isHidden: z.boolean().optional(),
      image: imageSchema.nullish(),
      translations,
      ...pageFields,
    }),
  ),
  authors: z.array(
    z.strictObject({
      ...termFields,
      role: z.string().optional(),
      bio: descriptionSchema,
      email: emailSchema.optional(),
      links: z.array(linkSchema).optional(),
      image: imageSchema.nullable().default(null),
      translations: createTranslationsSchema('name', 'slug', 'bio', 'role', ...SEO_TEXTS),
    }),
  ),
  tags: z.array(
    z.strictObject({
      ...termFields,
      description: z.string().optional(),
      image: imageSchema.nullish(),
      translations,
    }),
  ),
  series: z.array(
    z.strictObject({
      ...pageEntryFields,
      title: z.string().min(1),
      description: z.string().optional(),
      parts: z.int().min(1).max(TAXONOMY_LIMITS.parts).optional(),
      image: imageSchema.nullish(),
      translations: createTranslationsSchema('title', 'slug', 'description', ...SEO_TEXTS),
    }),
  ),
};

/** Taxonomy files of a folder. Sections are in navigation order, parents first. */
export type TaxonomyFiles = { [Kind in keyof typeof SCHEMAS]: z.infer<(typeof SCHEMAS)[Kind]> };

/**
 * Reads sections.yaml, authors.yaml, tags.yaml and series.yaml of a folder, if present. Throws UnreadableSourceError,
 * which names the file and the line or entry.
 */
export async function readTaxonomyFiles(folder: string): Promise<TaxonomyFiles> {
  const readKind = async <Kind extends keyof typeof SCHEMAS>(kind: Kind) => {
    return (await readYamlFile(folder, `${kind}.yaml`, SCHEMAS[kind] as z.ZodType)) as TaxonomyFiles[Kind];
  };
  return {
    sections: await readKind('sections'),
    authors: await readKind('authors'),
    tags: await readKind('tags'),
    series: await readKind('series'),
  };
}
