import type { AuthorNames } from '../people.js';
import { getMeta, type WordPressItem } from '../wordpress-item.js';
import { listContributors } from './comment-entries.js';
import type { WordPressEntry } from './live-blog-entry.js';
import { getLiveBlogState } from './live-blog-state.js';

/** Post type of entries of the plugin Easy Liveblogs, and the custom field with the ID of the live blog. */
const EASY_LIVEBLOGS = { type: 'elb_entry', parentKey: '_elb_liveblog' };

/**
 * Posts of an export that are entries of a live blog: those of the plugin Easy Liveblogs, and posts below a live blog,
 * as Automattic's plugin Liveblog stores them in versions that do not use comments.
 */
export class EntryPosts {
  private readonly liveBlogs = new Set<string>();
  private readonly items = new Map<string, WordPressItem[]>();

  /** Adds an item if it is a live blog, or may be an entry of one. */
  add(item: WordPressItem): void {
    if (getLiveBlogState(item) !== null) this.liveBlogs.add(item.id);
    const parent = getParent(item);
    if (parent === null || item.status === 'trash') return;
    const children = this.items.get(parent);
    if (children) children.push(item);
    else this.items.set(parent, [item]);
  }

  /** Returns true for an item that is an entry of a live blog of the export. */
  has(item: WordPressItem): boolean {
    const parent = getParent(item);
    return parent !== null && this.liveBlogs.has(parent);
  }

  /** Lists the entries of a live blog. Records of edits and deletions, which are posts too, are left out. */
  list(liveBlogId: string, people: AuthorNames): WordPressEntry[] {
    const posts = this.items.get(liveBlogId) ?? [];
    return posts.filter((item) => !getMeta(item, 'liveblog_replaces')).map((item) => toEntry(item, people));
  }
}

/** Returns the ID of the item that a post may be an entry of. WordPress itself gives posts no parent. */
function getParent(item: WordPressItem): string | null {
  if (item.type === EASY_LIVEBLOGS.type) return getMeta(item, EASY_LIVEBLOGS.parentKey) || null;
  return item.type === 'post' && item.parent !== '0' ? item.parent : null;
}

function toEntry(item: WordPressItem, people: AuthorNames): WordPressEntry {
  const { id, title, content, date, modified, status } = item;
  return {
    id,
    title,
    content,
    // A draft has only the time of its last save.
    date: date ?? modified,
    modified,
    authors: getMeta(item, 'liveblog_hide_authors')
      ? []
      : [...people.getAuthors(item), ...listContributors(getMeta(item, 'liveblog_contributors'))],
    isKeyEvent: getMeta(item, 'liveblog_key_entry') === 'true',
    isDraft: status !== 'publish',
  };
}
