import type { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportedArticle } from '../run/imported-article.js';
import type { WordPressItem } from './wordpress-item.js';

const NON_PUBLIC_REASONS: Record<string, string> = {
  draft: '',
  pending: 'it waits for review there: a draft here',
  private: 'it is private there: a draft here, which no reader sees',
};

/** When a post appeared, and whether readers may see it. What is not surely public is a draft. */
export function getPublication(
  { status, hasPassword, date, modified }: WordPressItem,
  warnings: ConversionWarnings,
): Pick<ImportedArticle, 'publishedAt' | 'updatedAt' | 'draft'> {
  const isPublic = (status === 'publish' || status === 'future') && !hasPassword;
  if (hasPassword) warnings.add('it asks for a password there: a draft here, which no reader sees');
  else if (!isPublic) {
    const reason = NON_PUBLIC_REASONS[status] ?? `its status there, "${status}", is unknown here: a draft`;
    if (reason !== '') warnings.add(reason);
  }
  if (isPublic && date === null) warnings.add('it has no date: it gets that of its publication here');
  if (status === 'future' && isPublic && date !== null && date <= new Date()) {
    warnings.add('the time that it was scheduled for has passed: published');
  }
  return { publishedAt: date, updatedAt: modified, draft: !isPublic };
}
