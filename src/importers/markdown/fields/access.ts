import { AccessLevel, isAccessLevel } from '../../../shared/article/access-level.js';
import type { ImportedArticle } from '../../run/imported-article.js';
import type { Fields } from '../front-matter/fields.js';
import { type Findings, quoteValue } from '../front-matter/findings.js';

/**
 * Reads the access level of the whole article, also from `visibility`, Ghost's name for it. An unknown value
 * hides it from readers who are no members.
 */
export function readAccess(fields: Fields, findings: Findings): Pick<ImportedArticle, 'access'> {
  const field = fields.take('access', 'visibility');
  if (field === undefined) return readAccessFlags(fields);
  const level = String(field.value).toUpperCase();
  if (level === AccessLevel.PUBLIC) return {};
  if (isAccessLevel(level)) return { access: level };
  findings.addWarning(field, `${quoteValue(field.value)} is not public, members or paid; paid is used`);
  return { access: AccessLevel.PAID };
}

/** Fields that are true for articles for members or paying members. */
const MEMBERS_FIELDS = ['membersOnly', 'subscribersOnly'];
const PAID_FIELDS = ['paywall', 'premium'];

function readAccessFlags(fields: Fields): Pick<ImportedArticle, 'access'> {
  const isSet = (name: string) => {
    return /^(true|yes)$/i.test(String(fields.peek(name)?.value)) && fields.take(name) !== undefined;
  };
  if (PAID_FIELDS.some(isSet)) return { access: AccessLevel.PAID };
  return MEMBERS_FIELDS.some(isSet) ? { access: AccessLevel.MEMBERS } : {};
}
