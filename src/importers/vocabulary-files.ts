import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, type YAMLError } from 'yaml';
import { z } from 'zod';
import { MAX_ID } from './markdown/kept.js';
import { UnreadableSource } from './unreadable-source.js';

const image = z.strictObject({
  url: z.string().min(1),
  alt: z.string().default(''),
  caption: z.string().nullable().default(null),
  credit: z.string().nullable().default(null),
  width: z.int().positive().nullable().default(null),
  height: z.int().positive().nullable().default(null),
  focalX: z.number().min(0).max(1).nullable().default(null),
  focalY: z.number().min(0).max(1).nullable().default(null),
});
const slug = z.string().regex(/^[\p{L}\p{N}_-]+$/u, 'is not a slug');
/** The last two are of exports: see Vocabulary. */
const named = {
  slug,
  name: z.string().min(1),
  id: z.int().min(1).max(MAX_ID).optional(),
  aliases: z.array(z.string().startsWith('/')).optional(),
};
const description = z.string().nullable().default(null);

const FORMS = {
  sections: z.array(z.strictObject({ ...named, description, parent: slug.nullable().default(null) })),
  authors: z.array(z.strictObject({ ...named, bio: description, image: image.nullable().default(null) })),
  tags: z.array(z.strictObject(named)),
};

/** What a folder says of its sections (in the order of the navigation, parents first), authors and tags. */
export type VocabularyFiles = { [Kind in keyof typeof FORMS]: z.infer<(typeof FORMS)[Kind]> };

/**
 * Reads sections.yaml, authors.yaml and tags.yaml of a folder, those that there are. Throws UnreadableSource, which
 * names the file and the line or entry.
 */
export async function readVocabularyFiles(folder: string): Promise<VocabularyFiles> {
  const read = async <Kind extends keyof typeof FORMS>(kind: Kind) => {
    const file = join(folder, `${kind}.yaml`);
    const { data, error } = FORMS[kind].safeParse(parsed(await textOf(file), file) ?? []);
    if (!error) return data as VocabularyFiles[Kind];
    throw new UnreadableSource(
      `${file}: ${error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`,
    );
  };
  return { sections: await read('sections'), authors: await read('authors'), tags: await read('tags') };
}

/** Of one that is not there, nothing. */
async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw new UnreadableSource(`${file} cannot be read (${code}).`);
  });
}

function parsed(text: string, file: string): unknown {
  try {
    return parse(text, { prettyErrors: false });
  } catch (error) {
    const { message, pos } = error as Partial<YAMLError>;
    const line = text.slice(0, pos?.[0]).split('\n').length;
    throw new UnreadableSource(`${file}:${line}: ${message}`);
  }
}
