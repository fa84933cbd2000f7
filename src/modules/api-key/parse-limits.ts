import type { ArticleLimits } from '../../auth/article-limits.js';
import type { PrismaClient } from '../../database/generated/client.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import { findReferencedRow, parseReference, type Reference } from '../../shared/references/reference.js';
import { canonicalizeLanguageTag } from '../../shared/text/language-tag.js';
import type { ApiKeyLimitsInput } from './api-key-limits.type.js';

/** Tables that limits name rows of; a transaction has them too. */
type LimitTables = Pick<PrismaClient, 'section' | 'author'>;

/** Maximum number of values of a limit. */
const MAX_VALUES = 100;

/** Finds the sections of limits, and checks their values. Throws UserErrorException. */
export async function parseLimits(tx: LimitTables, input: ApiKeyLimitsInput): Promise<ArticleLimits> {
  const { sections, kinds, languages, isOwnOnly } = input;
  for (const [name, values] of Object.entries({ sections, kinds, languages })) {
    if (values && (values.length === 0 || values.length > MAX_VALUES))
      throw createLimitError([name], `Give 1 to ${MAX_VALUES} values, or leave ${name} out.`);
  }
  const limits: ArticleLimits = {
    ...(sections && { sections: [...new Set(await findSections(tx, sections))] }),
    ...(kinds && { kinds }),
    ...(languages && { languages: languages.map(parseLanguage) }),
    ...(isOwnOnly && { isOwnOnly }),
  };
  if (Object.keys(limits).length > 0) return limits;
  throw createLimitError([], 'Give at least one limit, or null for none.');
}

/** Finds the author of an ID or slug. Throws UserErrorException with NOT_FOUND. */
export async function findAuthorId(tx: LimitTables, text: string): Promise<number> {
  const reference = parseReference('Author', text);
  const author = reference && (await tx.author.findUnique({ where: toUnique(reference) }));
  if (author) return author.id;
  throw createUserErrorException(`No author has the ID or slug "${text}".`, UserErrorCode.NOT_FOUND, [
    'author',
  ]);
}

async function findSections(tx: LimitTables, texts: string[]): Promise<number[]> {
  const references = texts.map((text) => parseReference('Section', text));
  const rows = await tx.section.findMany({
    where: { OR: references.filter((each) => each !== null).map(toUnique) },
    select: { id: true, slug: true },
  });
  return texts.map((text, i) => {
    const row = findReferencedRow(rows, references[i] ?? null);
    if (row) return row.id;
    const message = `No section has the ID or slug "${text}".`;
    throw createLimitError(['sections', String(i)], message, UserErrorCode.NOT_FOUND);
  });
}

function toUnique(reference: Reference) {
  return 'id' in reference ? { id: reference.id } : { slug: reference.slug };
}

function parseLanguage(text: string, i: number): string {
  const tag = canonicalizeLanguageTag(text);
  if (tag) return tag;
  throw createLimitError(['languages', String(i)], `"${text}" is not a BCP 47 language tag, such as pt-BR.`);
}

function createLimitError(field: string[], message: string, code = UserErrorCode.INVALID) {
  return createUserErrorException(message, code, ['limits', ...field]);
}
