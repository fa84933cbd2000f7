import { createUserErrorException, UserErrorException } from '../../mutations/article-content.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { parseGlobalId } from '../../shared/global-id.js';
import { slugify } from '../../shared/text/slug.js';
import { findScheduleError } from './issues/schedule.js';
import { RESERVED_SLUGS } from './links.js';
import type { PlanNewsletterIssueInput } from './newsletter.inputs.js';

/** Longest texts, in characters, and the list, in entries. */
const LIMITS = { slug: 60, name: 100, description: 500, subject: 200, intro: 4_000, articles: 30 };

/** A name or subject becomes a header of a mail: one line. */
const CONTROL_CHARACTER = /\p{Cc}/u;

interface NewsletterFields {
  slug: string;
  name: string;
  description: string | null;
  schedule: string;
  timeZone: string;
}

/** Throws ContentRejected naming all that is wrong. */
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
  if (slug === '' || slugify(slug) !== slug) addError('slug', 'Small letters, digits and hyphens.');
  if (RESERVED_SLUGS.includes(slug))
    addError('slug', 'The gateway has a page of this name.', UserErrorCode.TAKEN);
  if (!name.trim() || CONTROL_CHARACTER.test(name)) addError('name', 'A name on one line.');
  for (const [field, text] of Object.entries({ slug, name, description })) {
    const maxLength = LIMITS[field as keyof typeof LIMITS];
    if (text && text.length > maxLength)
      addError(field, `At most ${maxLength} characters.`, UserErrorCode.TOO_LONG);
  }
  const scheduleError = findScheduleError(schedule, timeZone);
  if (scheduleError) addError(scheduleError.field, scheduleError.message);
  const [first, ...others] = errors;
  if (first) throw new UserErrorException([first, ...others]);
}

/** The ids of the articles of a plan. Throws ContentRejected for what is wrong with it. */
export async function validatePlan(
  tx: Transaction,
  { subject, intro, articles }: PlanNewsletterIssueInput,
): Promise<number[]> {
  if (subject && CONTROL_CHARACTER.test(subject.trim()))
    throw createUserErrorException('One line.', UserErrorCode.INVALID, ['subject']);
  for (const [field, text] of Object.entries({ subject, intro })) {
    const maxLength = LIMITS[field as 'subject' | 'intro'];
    if (text && text.length > maxLength) {
      throw createUserErrorException(`At most ${maxLength} characters.`, UserErrorCode.TOO_LONG, [field]);
    }
  }
  if (articles && articles.length > LIMITS.articles) {
    throw createUserErrorException(`At most ${LIMITS.articles} articles.`, UserErrorCode.TOO_LONG, [
      'articles',
    ]);
  }
  const keys = (articles ?? []).map((id) => parseGlobalId(id));
  const ids = keys.map((key) => (key?.type === 'Article' ? key.id : 0));
  const published = await tx.article.findMany({ where: { id: { in: ids } }, select: { id: true } });
  const known = new Set(published.map(({ id }) => id));
  const unknown = ids.findIndex((id) => !known.has(id));
  if (unknown >= 0) {
    throw createUserErrorException('No published article has this id.', UserErrorCode.NOT_FOUND, [
      'articles',
      String(unknown),
    ]);
  }
  return [...new Set(ids)];
}
