import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, type YAMLError } from 'yaml';
import { z } from 'zod';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { MAX_ID } from './fields/reserved.js';

const imageSchema = z.strictObject({
  url: z.string().min(1),
  alt: z.string().default(''),
  caption: z.string().nullable().default(null),
  credit: z.string().nullable().default(null),
  width: z.int().positive().nullable().default(null),
  height: z.int().positive().nullable().default(null),
  focalX: z.number().min(0).max(1).nullable().default(null),
  focalY: z.number().min(0).max(1).nullable().default(null),
});
const slugSchema = z.string().regex(/^[\p{L}\p{N}_-]+$/u, 'is not a slug');
/** Only exports contain `id` and `aliases`. */
const termFields = {
  slug: slugSchema,
  name: z.string().min(1),
  id: z.int().min(1).max(MAX_ID).optional(),
  aliases: z.array(z.string().startsWith('/')).optional(),
  /** Values of the site's own fields. */
  fields: z.record(z.string(), z.unknown()).optional(),
};
const descriptionSchema = z.string().nullable().default(null);

const SCHEMAS = {
  sections: z.array(
    z.strictObject({
      ...termFields,
      description: descriptionSchema,
      parent: slugSchema.nullable().default(null),
      image: imageSchema.nullish(),
    }),
  ),
  authors: z.array(
    z.strictObject({ ...termFields, bio: descriptionSchema, image: imageSchema.nullable().default(null) }),
  ),
  tags: z.array(z.strictObject({ ...termFields, image: imageSchema.nullish() })),
};

/** Taxonomy files of a folder. Sections are in navigation order, parents first. */
export type TaxonomyFiles = { [Kind in keyof typeof SCHEMAS]: z.infer<(typeof SCHEMAS)[Kind]> };

/**
 * Reads sections.yaml, authors.yaml and tags.yaml of a folder, if present. Throws UnreadableSourceError,
 * which names the file and the line or entry.
 */
export async function readTaxonomyFiles(folder: string): Promise<TaxonomyFiles> {
  const readKind = async <Kind extends keyof typeof SCHEMAS>(kind: Kind) => {
    const file = join(folder, `${kind}.yaml`);
    const { data, error } = SCHEMAS[kind].safeParse(parseYamlFile(await readOptionalFile(file), file) ?? []);
    if (!error) return data as TaxonomyFiles[Kind];
    throw new UnreadableSourceError(
      `${file}: ${error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`,
    );
  };
  return {
    sections: await readKind('sections'),
    authors: await readKind('authors'),
    tags: await readKind('tags'),
  };
}

/** Returns the text of a file, or '' if it does not exist. */
async function readOptionalFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw new UnreadableSourceError(`${file} cannot be read (${code}).`);
  });
}

function parseYamlFile(text: string, file: string): unknown {
  try {
    return parse(text, { prettyErrors: false });
  } catch (error) {
    const { message, pos } = error as Partial<YAMLError>;
    const line = text.slice(0, pos?.[0]).split('\n').length;
    throw new UnreadableSourceError(`${file}:${line}: ${message}`);
  }
}
