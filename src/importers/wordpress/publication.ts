import { AccessLevel } from '../../shared/article/access-level.js';
import type { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportedArticle } from '../run/imported-article.js';
import { findRestriction } from './restricted-posts.js';
import { getMeta, type WordPressItem } from './wordpress-item.js';

/** Field in which Jetpack, also on WordPress.com, stores who may read a post: `everybody`, `subscribers` or a paid level. */
export const JETPACK_ACCESS_KEY = '_jetpack_newsletter_access';

/** Field in which the plugin Members stores each role that may read a post. The API does not have it. */
const ROLES_KEY = '_members_access_role';

const NON_PUBLIC_REASONS: Record<string, string> = {
  draft: '',
  pending: 'pending review in WordPress: imported as a draft',
  private: 'private in WordPress: imported as a draft',
};

/** Returns dates and draft status. Everything that is not clearly public becomes a draft. */
export function getPublication(
  { status, hasPassword, date, modified }: WordPressItem,
  warnings: ConversionWarnings,
): Pick<ImportedArticle, 'publishedAt' | 'updatedAt' | 'draft'> {
  const isPublic = (status === 'publish' || status === 'future') && !hasPassword;
  if (hasPassword) warnings.add('password-protected in WordPress: imported as a draft');
  else if (!isPublic) {
    const reason = NON_PUBLIC_REASONS[status] ?? `unknown status "${status}": imported as a draft`;
    if (reason !== '') warnings.add(reason);
  }
  // It would be published now.
  const isUntimed = status === 'future' && isPublic && date === null;
  if (isUntimed) warnings.add('scheduled in WordPress without a date: imported as a draft');
  else if (isPublic && date === null) warnings.add('no date: the time of the import is used');
  if (status === 'future' && isPublic && date !== null && date <= new Date()) {
    warnings.add('the scheduled time has passed: published');
  }
  return { publishedAt: date, updatedAt: modified, draft: !isPublic || isUntimed };
}

/** Returns who may read a post. Without a login, the API shows only its free preview. */
export function getAccess(
  item: WordPressItem,
  warnings: ConversionWarnings,
): Pick<ImportedArticle, 'access' | 'hasOnlyPreview'> {
  const roles = (item.meta.get(ROLES_KEY) ?? []).filter((role) => role.trim() !== '');
  if (roles.length > 0) {
    const forMembers = roles.includes('subscriber');
    const level = forMembers ? 'members' : 'paying members';
    warnings.add(`for the roles ${roles.join(', ')} in WordPress: for ${level} here`);
    return { access: forMembers ? AccessLevel.MEMBERS : AccessLevel.PAID };
  }
  const restriction = findRestriction(item);
  if (restriction) {
    const { plugin, access } = restriction;
    const level = access === AccessLevel.MEMBERS ? 'members' : 'paying members';
    warnings.add(`restricted by the plugin ${plugin} in WordPress: for ${level} here`);
    return { access };
  }
  const audience = getMeta(item, JETPACK_ACCESS_KEY).trim();
  if (audience === '' || audience === 'everybody') return {};
  const isForMembers = audience === 'subscribers';
  warnings.add(`for ${isForMembers ? 'subscribers' : 'paying subscribers'} in WordPress: not public here`);
  return {
    access: isForMembers ? AccessLevel.MEMBERS : AccessLevel.PAID,
    ...(item.isRendered && { hasOnlyPreview: true }),
  };
}
