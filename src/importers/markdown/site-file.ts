import { z } from 'zod';
import { BOX_LIMITS } from '../../modules/site/box-limits.js';
import type { ExternalSite } from '../../modules/site/import-site.js';
import { formatStatement, parseStatement } from '../../shared/machine-rights.js';
import { imageSchema } from './image-schema.js';
import { createTranslationsSchema } from './translations-schema.js';
import { readYamlFile } from './yaml-file.js';

const boxSchema = z
  .strictObject({
    key: z
      .string()
      .max(BOX_LIMITS.key)
      .regex(/^[A-Z][A-Z0-9_]*$/, 'is not a key, such as MOST_POPULAR'),
    title: z.string().min(1).max(BOX_LIMITS.title).optional(),
    text: z.string().min(1).max(BOX_LIMITS.text).optional(),
    /** Slug of its newsletter. */
    newsletter: z.string().optional(),
    translations: createTranslationsSchema('title', 'text'),
  })
  .transform(listTranslations);

/** A statement such as `training=forbidden`, in its stored form. */
const machineRightsSchema = z.string().transform((text, context) => {
  const { statement, errors } = parseStatement(text);
  for (const { message } of errors) context.addIssue({ code: 'custom', message });
  return statement;
});
/** The same, as the text that is stored. */
export const machineRightsTextSchema = machineRightsSchema.transform((statement) =>
  formatStatement(statement),
);

/** What the pages of the site or of a section show, in site.yaml and sections.yaml. */
export const pageFields = {
  /** Slug of the newsletter that the pages offer. */
  newsletter: z.string().optional(),
  boxes: z
    .array(boxSchema)
    .max(BOX_LIMITS.boxes)
    .refine((boxes) => new Set(boxes.map(({ key }) => key)).size === boxes.length, 'have a key twice')
    .optional(),
};

const siteSchema = z
  .strictObject({
    title: z.string().min(1).optional(),
    description: z.string().optional(),
    timeZone: z.string().optional(),
    socialProfiles: z.array(z.string()).optional(),
    logo: imageSchema.optional(),
    machineRights: machineRightsSchema.optional(),
    translations: createTranslationsSchema('title', 'description'),
    ...pageFields,
  })
  .transform(listTranslations)
  .nullable();

/** Returns an entry with its texts in further languages as a list, which inputs have. */
function listTranslations<
  Texts extends object,
  Entry extends { translations?: Record<string, Texts> | undefined },
>({ translations, ...entry }: Entry) {
  if (translations === undefined) return entry;
  const list = Object.entries(translations).map(([language, texts]) => ({ language, ...texts }));
  return { ...entry, translations: list };
}

/** The settings of editors in the file site.yaml. */
export type SiteYaml = NonNullable<z.input<typeof siteSchema>>;

/**
 * Reads site.yaml of a folder; null if there is none. Throws UnreadableSourceError, which names the line or entry.
 */
export async function readSiteFile(folder: string): Promise<ExternalSite | null> {
  const site = await readYamlFile(folder, 'site.yaml', siteSchema, null);
  return (
    site &&
    (Object.fromEntries(Object.entries(site).filter(([, value]) => value !== undefined)) as ExternalSite)
  );
}
