import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import {
  type PictureWithoutAltRow,
  selectDraftPicturesWithoutAlt,
} from '../bodies/picture-without-alt.sql.js';

/** Pictures that an error names; it counts the others. */
const MAX_NAMED = 5;

/** Throws UserErrorException, which names them, if pictures of drafts have no text alternative. */
export async function assertAltTexts(tx: Transaction, ids: number[]): Promise<void> {
  const rows = await tx.$queryRaw<PictureWithoutAltRow[]>(selectDraftPicturesWithoutAlt(ids));
  if (rows.length === 0) return;
  const named = rows.slice(0, MAX_NAMED).map(describePicture);
  const others = rows.length > MAX_NAMED ? ` and ${rows.length - MAX_NAMED} more` : '';
  throw createUserErrorException(
    `Pictures without a text alternative: ${named.join(', ')}${others}. Give each its alt, then publish again.`,
    UserErrorCode.NOT_ALLOWED,
    ['id'],
  );
}

/** Describes where a picture is, and its URL. */
function describePicture({ url, number }: PictureWithoutAltRow): string {
  return number === null ? `the lead picture ${url}` : `picture ${number} of the text ${url}`;
}
