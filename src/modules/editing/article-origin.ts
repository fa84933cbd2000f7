import type { Draft } from '../../database/generated/client.js';
import { MAX_URL_LENGTH } from '../../fields/field.js';
import { InputErrorCollector } from '../../mutations/input-errors.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { OriginInput } from './editing.inputs.js';

const MAX_SOURCE_LENGTH = 200;
const MAX_ID_LENGTH = 500;

/** The source of an article, as columns of its draft. */
export type OriginColumns = Pick<Draft, 'source' | 'sourceId' | 'sourceUrl'>;

/** Parses the source of an article, section, tag or author. Throws UserErrorException with every error. */
export function parseOrigin(input: Pick<OriginInput, 'source' | 'sourceId'> & Partial<OriginInput>): {
  source: string;
  sourceId: string;
  sourceUrl: string | null;
} {
  const [source, sourceId] = [input.source.trim(), input.sourceId.trim()];
  const sourceUrl = input.url == null ? null : String(input.url);
  const errors = new InputErrorCollector();
  if (source === '') errors.add(['origin', 'source'], 'The source must not be empty.');
  if (sourceId === '') errors.add(['origin', 'sourceId'], 'The ID must not be empty.');
  errors.checkLength(['origin', 'source'], source, MAX_SOURCE_LENGTH);
  errors.checkLength(['origin', 'sourceId'], sourceId, MAX_ID_LENGTH);
  errors.checkLength(['origin', 'url'], sourceUrl, MAX_URL_LENGTH);
  if (sourceUrl !== null && !/^https?:/i.test(sourceUrl))
    errors.add(['origin', 'url'], 'The URL must begin with http or https.');
  errors.throwIfAny();
  return { source, sourceId, sourceUrl };
}

/** Finds the article with a source, also one that an import brought. */
export function findByOrigin(tx: Transaction, { source, sourceId }: OriginColumns): Promise<Draft | null> {
  return tx.draft.findFirst({ where: { source, sourceId } });
}

/** Records the source of an article. The article counts as edited, so that an import of the source does not replace it. */
export async function recordOrigin(tx: Transaction, id: number, origin: OriginColumns): Promise<void> {
  const now = new Date();
  await tx.draft.update({ where: { id }, data: { ...origin, importedAt: now, editedAt: now } });
}
