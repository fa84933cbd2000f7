import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { databaseContentsSchema } from '../../database/backup/database-contents.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';

/** Version of the form of backups. A release reads this one. */
const FORMAT = 1;

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  createdAt: z.string(),
  /** Version of the program that made the backup. */
  release: z.string(),
  database: databaseContentsSchema,
  /** Null for a backup without media files. */
  media: z.object({ files: z.number().int(), bytes: z.number().int() }).nullable(),
  /** Where the key that derives the secrets of webhooks is: in the backup, or in the setting SECRET_KEY. */
  secretKey: z.enum(['file', 'setting', 'none']),
});

/** Contents of a backup. The file is written last. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Files of a backup. */
export const DATABASE_FOLDER = 'database';
export const MEDIA_FOLDER = 'media';
export const SECRET_KEY_FILE = 'secret.key';
const MANIFEST_FILE = 'backup.json';

export async function writeManifest(folder: string, manifest: Omit<Manifest, 'format'>): Promise<void> {
  const text = `${JSON.stringify({ format: FORMAT, ...manifest }, null, 2)}\n`;
  await writeFile(join(folder, MANIFEST_FILE), text, { flush: true });
}

/** Reads the contents of a backup. Throws UserFacingError for a folder that is not a backup. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST_FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason =
      error.code === 'ENOENT' ? 'it has no backup.json, which is written last' : `${file} cannot be read`;
    throw new UserFacingError(`${folder} is not a whole backup: ${reason}.`);
  });
  const { success, data, error } = manifestSchema.safeParse(parseJson(text));
  if (success) return data;
  const format = z.object({ format: z.number().gt(FORMAT) }).safeParse(parseJson(text));
  throw new UserFacingError(
    format.success
      ? `${folder} has form ${format.data.format} of backups, and this release reads form ${FORMAT}. Restore it with the release that made it, or a later one.`
      : `${file} is damaged: ${z.prettifyError(error)}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
