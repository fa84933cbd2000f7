import { parseMeta } from '../meta-value.js';
import type { WordPressEntry, WordPressEntryAuthor } from './live-blog-entry.js';

/** Type of the comments in which Automattic's plugin Liveblog stores entries; also their status while they are shown. */
export const LIVE_BLOG_COMMENT = 'liveblog';

/** A comment of the plugin Liveblog: an entry, or a record of an edit or deletion of one. */
export interface LiveBlogComment {
  id: string;
  status: string;
  content: string;
  date: Date | null;
  author: WordPressEntryAuthor;
  meta: Map<string, string>;
}

/** Element of a key event in the text of an entry. The page hides the elements of commands. */
const KEY_COMMAND = /<span class="liveblog-command type-key">/;

/**
 * Lists the entries that readers see. An edit is written into the comment of the entry, and recorded by another comment
 * with the time. The comment of a deleted entry is in the trash or gone.
 */
export function toEntries(comments: LiveBlogComment[]): WordPressEntry[] {
  const editedAt = new Map<string, Date>();
  for (const { meta, date } of comments) {
    const replaced = meta.get('liveblog_replaces');
    if (!replaced || !date) continue;
    const former = editedAt.get(replaced);
    if (!former || former < date) editedAt.set(replaced, date);
  }
  return comments
    .filter(({ status, meta }) => status === LIVE_BLOG_COMMENT && !meta.get('liveblog_replaces'))
    .map(({ id, content, date, author, meta }) => ({
      id,
      title: '',
      content,
      date,
      modified: editedAt.get(id) ?? date,
      authors: meta.get('liveblog_hide_authors')
        ? []
        : [author, ...listContributors(meta.get('liveblog_contributors') ?? '')],
      isKeyEvent: meta.get('liveblog_key_entry') === 'true' || KEY_COMMAND.test(content),
      isDraft: false,
    }));
}

/** Lists the further authors of an entry, which are stored as a serialized array of IDs. */
export function listContributors(serialized: string): WordPressEntryAuthor[] {
  const ids = parseMeta(serialized);
  return Array.isArray(ids) ? ids.map((id) => ({ id: String(id), name: '' })) : [];
}
