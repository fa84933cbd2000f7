import { cacheTags } from '../../cache/cache-tags.js';
import type { MediaFile } from '../../database/generated/client.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { appendMediaChange } from './media-change.js';
import { findShownTags } from './media-rights.js';
import { describeUsages, findUsages } from './media-usages.js';

/** The columns of a file that its bytes decide; editors decide the others. */
const BYTES_COLUMNS = [
  ...(['hash', 'key', 'name', 'mimeType', 'bytes', 'width', 'height'] as const),
  ...(['thumbhash', 'dataUrl', 'dominantColor', 'isAnimated', 'duration'] as const),
];

/**
 * Gives a file the bytes of another one, which is deleted. Content goes on naming it by the path of its former bytes.
 * Throws UserErrorException if the other file is used, or of another kind.
 */
export async function replaceBytes(tx: Transaction, file: MediaFile, other: MediaFile): Promise<MediaFile> {
  const refuse = (message: string, field: string) => {
    throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, [field]);
  };
  if (file.key === null) refuse('The file stays at another server, where it can be replaced.', 'id');
  if (getKind(file) !== getKind(other))
    refuse(
      `A file of the type ${file.mimeType} cannot become one of the type ${other.mimeType}.`,
      'uploadId',
    );
  const usages = await findUsages(tx, [other.hash]);
  if (usages.length > 0)
    refuse(
      `The library has these bytes as the file “${other.name}”, which is used by ${describeUsages(usages)}. Use that file instead.`,
      'uploadId',
    );
  const tags = [...(await findShownTags(tx, [file])), cacheTags.mediaFile(other.id)];
  const toFile = { where: { fileId: other.id }, data: { fileId: file.id } };
  await tx.mediaSource.updateMany(toFile);
  await tx.mediaUpload.updateMany(toFile);
  await tx.mediaFile.delete({ where: { id: other.id } });
  await appendMediaChange(tx, tags);
  const data = Object.fromEntries(BYTES_COLUMNS.map((name) => [name, other[name]]));
  return tx.mediaFile.update({ where: { id: file.id }, data });
}

function getKind({ mimeType }: MediaFile): string {
  return mimeType.replace(/\/.*/s, '');
}
