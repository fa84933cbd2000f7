import { ContentRefusedError } from '../../content/content-error.js';
import { renderInWorker, waitForRendering } from '../../content/prerender.js';
import type { RichTextSource } from '../../content/rich-text.js';
import type { Prisma } from '../../database/generated/client.js';
import type { ImportedValues } from '../../fields/imported-value.js';
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
import type { InputErrorCollector } from '../../mutations/input-errors.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { findReferencedRow, type Reference } from '../../shared/references/reference.js';
import { findImageFile } from '../editing/image-input.js';
import { type BlockReader, checkFormats } from '../editing/rich-text-input.js';
import { findOrCreateImage } from '../taxonomy/write/find-or-create.js';
import type { OwnInputParser } from './parse-own-input.js';
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

/**
 * Renders the rich texts of imported values into the cache before the write lock is taken, since a long text would
 * block other writers. Returns sentences about texts and drawings that cannot be kept.
 */
export async function prerenderImportedValues(values: ImportedValues | undefined): Promise<string[]> {
  return prerenderAll(values, (value) => (isRichText(value) ? toSource(value) : null));
}

function toSource({ format, text }: RichTextValue): RichTextSource {
  return { format, text };
}

/** Does the same for the own fields of a mutation's input: every object with `html`, `markdown` or `blocks`. */
export async function prerenderOwnInput(input: unknown, blockReader: BlockReader): Promise<void> {
  await prerenderAll(input, async ({ html, markdown, blocks }) => {
    if (typeof html === 'string') return { format: 'html', text: html };
    if (typeof markdown === 'string') return { format: 'markdown', text: markdown };
    if (!Array.isArray(blocks)) return null;
    return { format: 'html', text: (await blockReader.convert(blocks)).html };
  });
}

async function prerenderAll(
  value: unknown,
  getSource: (value: Record<string, unknown>) => MaybePromise<RichTextSource | null>,
): Promise<string[]> {
  if (typeof value !== 'object' || value === null) return [];
  const source = await getSource(value as Record<string, unknown>);
  if (source) return waitForRendering(source).catch(() => []); // the error is reported when it is stored
  return (await Promise.all(Object.values(value).map((each) => prerenderAll(each, getSource)))).flat();
}

/**
 * Sets the IDs of references by slug and the URLs of pictures by file. Collects an error for each that does not exist,
 * and for texts that rich texts would lose.
 */
export async function checkReferences(
  tx: Transaction,
  { references, images, texts }: Pick<OwnInputParser, 'references' | 'images' | 'texts'>,
  errors: InputErrorCollector,
  blockReader: BlockReader,
): Promise<void> {
  for (const { field, value, blocks } of texts) {
    if (blocks) {
      const converted = await blockReader.convert(blocks);
      value.text = converted.html;
      checkFormats(errors, { ...converted, isFromBlocks: true }, field);
    }
    // An error is reported when the text is stored.
    const rendered = await renderInWorker(toSource(value)).catch(() => null);
    const path = [...field, blocks ? 'blocks' : value.format];
    for (const message of rendered?.removed ?? []) errors.add(path, message);
  }
  for (const { field, image, value } of images)
    Object.assign(value, await findImageFile(tx, image, errors, field));
  const types = [...new Set(references.map(({ type }) => type))];
  for (const type of types) {
    const ofType = references.filter((reference) => reference.type === type);
    const rows = await findRows(
      tx,
      type,
      ofType.map(({ reference }) => reference),
    );
    for (const { field, reference, value } of ofType) {
      const row = findReferencedRow(rows, reference);
      if (row) value.id = row.id;
      else errors.add(field, `The ${type.toLowerCase()} was not found.`, UserErrorCode.NOT_FOUND);
    }
  }
}

function findRows(
  tx: Transaction,
  type: ReferenceType,
  references: Reference[],
): Promise<{ id: number; slug: string }[]> {
  const query = { where: { OR: references }, select: { id: true, slug: true } };
  return {
    Article: () => tx.draft.findMany(query),
    Author: () => tx.author.findMany(query),
    Section: () => tx.section.findMany(query),
    Tag: () => tx.tag.findMany(query),
  }[type]();
}
