import { parseGlobalId } from '../../shared/global-id.js';
import { slugify } from '../../shared/slug.js';
import { ContentRejected, rejected } from '../editing/article-content.js';
import type { UserError } from '../editing/editing.type.js';
import type { Transaction } from '../editing/turns.js';
import { UserErrorCode } from '../editing/user-error-code.js';
import { RESERVED_SLUGS } from './links.js';
import type { PlanNewsletterIssueInput } from './newsletter.inputs.js';
import { scheduleError } from './schedule.js';

/** Longest texts, in characters, and the list, in entries. */
const LIMITS = { slug: 60, name: 100, description: 500, subject: 200, intro: 4_000, articles: 30 };

/** A name or subject becomes a header of a mail: one line. */
const CONTROLS = /\p{Cc}/u;

interface Fields {
  slug: string;
  name: string;
  description: string | null;
  schedule: string;
  timeZone: string;
}

/** Throws ContentRejected naming all that is wrong. */
export function refuseNewsletterErrors({ slug, name, description, schedule, timeZone }: Fields): void {
  const errors: UserError[] = [];
  const complain = (field: string, message: string, code = UserErrorCode.INVALID) =>
    errors.push({ field: [field], message, code });
  if (slug === '' || slugify(slug) !== slug) complain('slug', 'Small letters, digits and hyphens.');
  if (RESERVED_SLUGS.includes(slug))
    complain('slug', 'The gateway has a page of this name.', UserErrorCode.TAKEN);
  if (!name.trim() || CONTROLS.test(name)) complain('name', 'A name on one line.');
  for (const [field, text] of Object.entries({ slug, name, description })) {
    const most = LIMITS[field as keyof typeof LIMITS];
    if (text && text.length > most) complain(field, `At most ${most} characters.`, UserErrorCode.TOO_LONG);
  }
  const wrong = scheduleError(schedule, timeZone);
  if (wrong) complain(wrong.field, wrong.message);
  const [first, ...others] = errors;
  if (first) throw new ContentRejected([first, ...others]);
}

/** The ids of the articles of a plan. Throws ContentRejected for what is wrong with it. */
export async function refusePlanErrors(
  tx: Transaction,
  { subject, intro, articles }: PlanNewsletterIssueInput,
): Promise<number[]> {
  if (subject && CONTROLS.test(subject.trim()))
    throw rejected('One line.', UserErrorCode.INVALID, ['subject']);
  for (const [field, text] of Object.entries({ subject, intro })) {
    const most = LIMITS[field as 'subject' | 'intro'];
    if (text && text.length > most) {
      throw rejected(`At most ${most} characters.`, UserErrorCode.TOO_LONG, [field]);
    }
  }
  if (articles && articles.length > LIMITS.articles) {
    throw rejected(`At most ${LIMITS.articles} articles.`, UserErrorCode.TOO_LONG, ['articles']);
  }
  const keys = (articles ?? []).map((id) => parseGlobalId(id));
  const ids = keys.map((key) => (key?.type === 'Article' ? key.id : 0));
  const published = await tx.article.findMany({ where: { id: { in: ids } }, select: { id: true } });
  const known = new Set(published.map(({ id }) => id));
  const unknown = ids.findIndex((id) => !known.has(id));
  if (unknown >= 0) {
    throw rejected('No published article has this id.', UserErrorCode.NOT_FOUND, [
      'articles',
      String(unknown),
    ]);
  }
  return [...new Set(ids)];
}
