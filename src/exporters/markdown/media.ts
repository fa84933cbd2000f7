import { stringify } from 'yaml';
import type { Prisma } from '../../database/generated/client.js';
import type { MediaList } from '../../importers/markdown/media-list.js';
import type { MediaStorage } from '../../media/media-storage.js';
import { getLibraryPath } from '../../media/media-urls.js';
import type { ExportFolder } from './folder.js';

/** A file of the media library, with its entry in media.yaml. */
export interface ExportedMediaFile {
  key: string;
  entry: MediaList[number];
}

/** Loads every stored file of the media library in the form of media.yaml. */
export async function loadMedia(tx: Prisma.TransactionClient): Promise<ExportedMediaFile[]> {
  const files = await tx.mediaFile.findMany({
    where: { key: { not: null } },
    include: { sources: { select: { url: true }, orderBy: { url: 'asc' } } },
    orderBy: { id: 'asc' },
  });
  return files.flatMap(({ key, name, alt, caption, credit, license, focalX, focalY, expiresAt, sources }) => {
    if (key === null) return [];
    const path = getLibraryPath(key);
    const urls = sources.map(({ url }) => url).filter((url) => url !== path);
    const texts = { name, alt, caption, credit, license, focalX, focalY };
    return {
      key,
      entry: {
        // The path by which content names the file, so that links in the folder lead to it.
        file: path.slice(1),
        ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== null && value !== '')),
        ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
        ...(urls.length > 0 && { urls }),
      },
    };
  });
}

export function formatMedia(files: ExportedMediaFile[]): string {
  return stringify(
    files.map(({ entry }) => entry),
    { lineWidth: 0 },
  );
}

/** Copies the files into the folder; those of the same size are there already. Returns why files are missing. */
export async function copyMedia(
  files: ExportedMediaFile[],
  storage: MediaStorage,
  folder: ExportFolder,
): Promise<string[]> {
  const missing: string[] = [];
  for (const { key, entry } of files) {
    const stored = await storage.get(key);
    if (stored) await folder.writeStream(entry.file, stored.size, stored.body);
    else missing.push(`${entry.file}: the media storage does not have the file`);
  }
  return missing;
}
