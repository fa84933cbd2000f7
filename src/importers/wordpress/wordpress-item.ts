/** A post, page, attachment or whatever else WordPress keeps in its table of posts, wherever it was read. */
export interface WordPressItem {
  id: string;
  /** `post`, `page`, `attachment`, `nav_menu_item`, or a type that a plugin or theme has made. */
  type: string;
  /** `publish`, `draft`, `pending`, `private`, `future`, `trash`, `inherit`, or a plugin's own. */
  status: string;
  /** HTML, as everything that people write there. */
  title: string;
  excerpt: string;
  content: string;
  /** Whether the content is what readers see, its blocks and shortcodes carried out. */
  isRendered: boolean;
  slug: string;
  /** The permalink; of what was never published, a query. */
  link: string;
  /** The login name of who wrote it. */
  author: string;
  terms: WordPressTerm[];
  /** Custom fields; one name may have several values. */
  meta: Map<string, string[]>;
  date: Date | null;
  modified: Date | null;
  /** Id of the page above, or of the post that an attachment was uploaded to; '0' for none. */
  parent: string;
  menuOrder: number;
  hasPassword: boolean;
  isSticky: boolean;
  comments: number;
  /** Of an attachment: where its file lies. */
  attachmentUrl: string;
  /** What was wrong with how it was written down. */
  damage: string[];
}

/** Statuses in which a date is none that readers are to see, unless an editor set it. */
export const NEVER_PUBLISHED = new Set(['draft', 'pending', 'auto-draft']);

export interface WordPressTerm {
  /** `category`, `post_tag`, `post_format`, `author` (of Co-Authors Plus), or a plugin's or theme's own. */
  taxonomy: string;
  slug: string;
  name: string;
}

/** The first value of a custom field; '' when it has none. */
export function getMeta(item: WordPressItem, key: string): string {
  return item.meta.get(key)?.[0] ?? '';
}

/** How receipts name an item. */
export function getItemLabel({ type, id, slug }: WordPressItem): string {
  return [type, id, slug].filter(Boolean).join(' ');
}

/** What an item goes by here. Its number alone does not say which kinds of items a sync may miss. */
export function getSourceId({ type, id }: Pick<WordPressItem, 'type' | 'id'>): string {
  return `${type}/${id}`;
}
