import type { ImportedArticle } from '../imported-article.js';
import type { Losses } from '../losses.js';
import type { WordPressItem } from './wordpress-item.js';

const HELD_BACK: Record<string, string> = {
  draft: '',
  pending: 'it waits for review there: a draft here',
  private: 'it is private there: a draft here, which no reader sees',
};

/** When a post appeared, and whether readers may see it. What is not surely public is a draft. */
export function publicationOf(
  { status, hasPassword, date, modified }: WordPressItem,
  losses: Losses,
): Pick<ImportedArticle, 'publishedAt' | 'updatedAt' | 'draft'> {
  const isPublic = (status === 'publish' || status === 'future') && !hasPassword;
  if (hasPassword) losses.note('it asks for a password there: a draft here, which no reader sees');
  else if (!isPublic) {
    const why = HELD_BACK[status] ?? `its status there, "${status}", is unknown here: a draft`;
    if (why !== '') losses.note(why);
  }
  if (isPublic && date === null) losses.note('it has no date: it gets that of its publication here');
  if (status === 'future' && isPublic && date !== null && date <= new Date()) {
    losses.note('the time that it was scheduled for has passed: published');
  }
  return { publishedAt: date, updatedAt: modified, draft: !isPublic };
}
