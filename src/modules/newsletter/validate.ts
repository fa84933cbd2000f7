import type { Prisma } from '../../database/generated/client.js';
import { InputErrorCollector } from '../../mutations/input-errors.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { mergeTranslations, type TranslationInput } from '../../mutations/translated-texts.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException, UserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { SiteLanguages } from '../../shared/languages.js';
import { findReferencedRow, parseReference } from '../../shared/references/reference.js';
import { slugify } from '../../shared/text/slug.js';
import { findScheduleError } from './issues/schedule.js';
import { RESERVED_SLUGS } from './links.js';
import type { NewsletterTranslationInput, PlanNewsletterIssueInput } from './newsletter.inputs.js';

/** Maximum lengths of texts, in characters, and of the list, in entries. */
const LIMITS = { slug: 60, name: 100, description: 500, subject: 200, intro: 4_000, articles: 30 };

/** Control characters, not allowed in a name or subject because it becomes a mail header. */
const CONTROL_CHARACTER = /\p{Cc}/u;

interface NewsletterFields {
  slug: string;
  name: string;
  description: string | null;
  schedule: string;
  timeZone: string;
}

/** Returns the message for a tag that is not a language of the site. */
export function describeLanguages({ all }: SiteLanguages): string {
  return `The language must be one of the site: ${all.join(', ')}.`;
}

/** Returns the language of the site with a tag, or null. Throws UserErrorException for another language. */
export function parseLanguage(tag: string | null | undefined, languages: SiteLanguages): string | null {
  if (tag == null) return null;
  const language = languages.find(tag);
  if (language !== null) return language;
  throw createUserErrorException(describeLanguages(languages), UserErrorCode.INVALID, ['language']);
}

/** Returns the texts of a newsletter in further languages after an input. Throws UserErrorException with every error. */
export function parseTranslations(
  present: unknown,
  { translations }: { translations?: NewsletterTranslationInput[] | null },
  languages: SiteLanguages,
): Prisma.InputJsonObject {
  const errors = new InputErrorCollector();
  const limits = { name: LIMITS.name, description: LIMITS.description };
  const rules = { errors, languages, limits };
  const texts = mergeTranslations(present, translations as TranslationInput[] | null | undefined, rules);
  for (const [i, { name }] of (translations ?? []).entries())
    if (name && CONTROL_CHARACTER.test(name.trim()))
      errors.add(['translations', String(i), 'name'], 'The name must be one line of text.');
  errors.throwIfAny();
  return texts as Prisma.InputJsonObject;
}

/** Refuses texts of an issue that subscribers would get in several languages. Throws UserErrorException. */
export function assertNoTexts(input: PlanNewsletterIssueInput): void {
  for (const field of ['subject', 'intro'] as const)
    if (input[field])
      throw createUserErrorException(
        'The issue goes to subscribers in several languages. Give the newsletter a language with updateNewsletter first.',
        UserErrorCode.NOT_ALLOWED,
        [field],
      );
}

/** Throws UserErrorException with every error of the input. */
export function assertValidNewsletter({
  slug,
  name,
  description,
  schedule,
  timeZone,
}: NewsletterFields): void {
  const errors: UserError[] = [];
  const addError = (field: string, message: string, code = UserErrorCode.INVALID) =>
    errors.push({ field: [field], message, code });
  if (slug === '' || slugify(slug) !== slug)
    addError('slug', 'The slug must consist of lower-case letters, digits and hyphens.');
  if (RESERVED_SLUGS.includes(slug))
    addError('slug', 'This slug is reserved. Choose another.', UserErrorCode.TAKEN);
  if (!name.trim() || CONTROL_CHARACTER.test(name)) addError('name', 'The name must be one line of text.');
  for (const [field, text] of Object.entries({ slug, name, description })) {
    const maxLength = LIMITS[field as keyof typeof LIMITS];
    if (text && text.length > maxLength)
      addError(field, `The text must have at most ${maxLength} characters.`, UserErrorCode.TOO_LONG);
  }
  const scheduleError = findScheduleError(schedule, timeZone);
  if (scheduleError) addError(scheduleError.field, scheduleError.message);
  const [first, ...others] = errors;
  if (first) throw new UserErrorException([first, ...others]);
}

/** Returns the article IDs of a plan. Throws UserErrorException with every error of the plan. */
export async function validatePlan(
  tx: Transaction,
  { subject, intro, articles }: PlanNewsletterIssueInput,
): Promise<number[]> {
  if (subject && CONTROL_CHARACTER.test(subject.trim()))
    throw createUserErrorException('The subject must be one line of text.', UserErrorCode.INVALID, [
      'subject',
    ]);
  for (const [field, text] of Object.entries({ subject, intro })) {
    const maxLength = LIMITS[field as 'subject' | 'intro'];
    if (text && text.length > maxLength) {
      throw createUserErrorException(
        `The text must have at most ${maxLength} characters.`,
        UserErrorCode.TOO_LONG,
        [field],
      );
    }
  }
  if (articles && articles.length > LIMITS.articles) {
    throw createUserErrorException(
      `There must be at most ${LIMITS.articles} articles.`,
      UserErrorCode.TOO_LONG,
      ['articles'],
    );
  }
  const references = (articles ?? []).map((text) => parseReference('Article', text));
  const published = await tx.article.findMany({
    where: { OR: references.filter((reference) => reference !== null) },
    select: { id: true, slug: true },
  });
  const ids = references.map((reference) => findReferencedRow(published, reference)?.id ?? null);
  const unknown = ids.indexOf(null);
  if (unknown >= 0) {
    throw createUserErrorException('No published article has this ID or slug.', UserErrorCode.NOT_FOUND, [
      'articles',
      String(unknown),
    ]);
  }
  return [...new Set(ids.filter((id) => id !== null))];
}
