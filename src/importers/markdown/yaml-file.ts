import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, type YAMLError } from 'yaml';
import type { z } from 'zod';
import { UnreadableSourceError } from '../run/unreadable-source.js';

/**
 * Reads a YAML file of a folder; a missing or empty file is `missing`. Throws UnreadableSourceError, which names the
 * file and the line or entry.
 */
export async function readYamlFile<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema,
  missing: unknown = [],
): Promise<z.infer<Schema>> {
  const file = join(folder, name);
  const { data, error } = schema.safeParse(parseYamlFile(await readOptionalFile(file), file) ?? missing);
  if (!error) return data;
  throw new UnreadableSourceError(
    `${file}: ${error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`,
  );
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
