import { ContentRefusedError } from '../../content/content-error.js';
import { renderInWorker } from '../../content/prerender.js';
import type { Prisma } from '../../database/generated/client.js';
import {
  isImage,
  isOwnValues,
  isReference,
  isRichText,
  type OwnValue,
  type OwnValues,
  type ReferenceType,
  type RichTextValue,
} from '../../fields/own-value.js';
import { createUserErrorException } from '../../mutations/article-content.js';
import type { InputErrorCollector } from '../../mutations/input-errors.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { findOrCreateImage } from '../taxonomy/write/find-or-create.js';
import type { GivenReference } from './parse-own-input.js';
import type { StoredRichText, StoredValue, StoredValues } from './stored-value.js';

/**
 * Returns the values as their column holds them: rich text is rendered, images are rows. Stored values stay. Throws
 * UserErrorException for a rich text beyond the limits of a body.
 */
export async function buildStoredValues(
  tx: Transaction,
  values: OwnValues,
  path = ['fields'],
): Promise<Prisma.InputJsonObject> {
  const stored: StoredValues = {};
  for (const [name, value] of Object.entries(values))
    stored[name] = await toStored(tx, value, [...path, name]);
  return stored as Prisma.InputJsonObject;
}

async function toStored(tx: Transaction, value: OwnValue, path: string[]): Promise<StoredValue> {
  if (isRichText(value)) return renderRichText(value, path);
  if (isImage(value)) {
    const { $type, ...content } = value;
    return { $type, id: await findOrCreateImage(tx, content) };
  }
  if (isReference(value)) return value;
  if (isOwnValues(value)) return (await buildStoredValues(tx, value, path)) as StoredValues;
  if (!Array.isArray(value)) return value as StoredValue;
  const entries: StoredValue[] = [];
  for (const [i, entry] of value.entries()) entries.push(await toStored(tx, entry, [...path, String(i)]));
  return entries;
}

async function renderRichText(
  { $type, format, text: source }: RichTextValue,
  path: string[],
): Promise<StoredRichText> {
  try {
    const { html, text, markdown, outline, blocks } = await renderInWorker({ format, text: source });
    return { $type, html, text, markdown, outline, blocks };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    throw createUserErrorException(error.message, UserErrorCode.TOO_LONG, path);
  }
}

/** Renders the rich texts of values into the cache, so that they do not hold up a transaction. */
export async function prerenderOwnValues(value: OwnValue): Promise<void> {
  if (isRichText(value)) {
    const { format, text } = value;
    await renderInWorker({ format, text }).catch(() => undefined); // the error is reported when it is stored
  } else if (Array.isArray(value)) await Promise.all(value.map(prerenderOwnValues));
  else if (isOwnValues(value)) await Promise.all(Object.values(value).map(prerenderOwnValues));
}

/** Collects an error for each reference to content that does not exist. */
export async function checkReferences(
  tx: Transaction,
  references: GivenReference[],
  errors: InputErrorCollector,
): Promise<void> {
  for (const { field, type, id } of references) {
    if (await exists(tx, type, id)) continue;
    errors.add(field, `The ${type.toLowerCase()} was not found.`, UserErrorCode.NOT_FOUND);
  }
}

async function exists(tx: Transaction, type: ReferenceType, id: number): Promise<boolean> {
  const where = { id };
  switch (type) {
    case 'Article':
      return (await tx.draft.count({ where })) > 0;
    case 'Author':
      return (await tx.author.count({ where })) > 0;
    case 'Section':
      return (await tx.section.count({ where })) > 0;
    case 'Tag':
      return (await tx.tag.count({ where })) > 0;
  }
}
