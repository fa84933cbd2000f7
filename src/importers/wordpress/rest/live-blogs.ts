import { z } from 'zod';
import type { WordPressEntry } from '../live-blog/live-blog-entry.js';
import type { WordPressItem } from '../wordpress-item.js';
import type { RestApi } from './rest-api.js';

/** Namespaces of the APIs of plugins for live blogs. */
const LIVEBLOG = 'liveblog/v1';
const EASY_LIVEBLOGS = 'easy-liveblogs/v1';

/** The end of the year 9999 in seconds since 1970. */
const MAX_TIMESTAMP = 253_402_300_799;

const automatticSchema = z.object({
  entries: z.array(
    z.object({
      id: z.coerce.string(),
      /** `new`, or the record of an edit or deletion of an entry that is gone. */
      type: z.string(),
      content: z.string(),
      /** Seconds since 1970. */
      timestamp: z.coerce.number().min(0).max(MAX_TIMESTAMP),
      key_event: z.boolean().default(false),
      authors: z
        .array(z.object({ id: z.coerce.string(), name: z.string() }).nullable().catch(null))
        .default([]),
    }),
  ),
});
const easySchema = z.object({
  status: z.string().default(''),
  updates: z.array(
    z.object({
      post: z.object({
        ID: z.coerce.string(),
        post_author: z.coerce.string(),
        post_title: z.string(),
        post_content: z.string(),
        post_date_gmt: z.string(),
        post_modified_gmt: z.string(),
      }),
    }),
  ),
});

/** Returns true if a site has an API for live blogs. */
export function hasLiveBlogs(api: Pick<RestApi, 'namespaces'>): boolean {
  return [LIVEBLOG, EASY_LIVEBLOGS].some((namespace) => api.namespaces.includes(namespace));
}

/**
 * Adds the live blogs of posts to them, one request for each post: WordPress does not list the posts that have one.
 * Does nothing on sites without such a plugin.
 */
export async function loadLiveBlogs(items: WordPressItem[], api: RestApi): Promise<void> {
  for (const item of items) {
    if (api.namespaces.includes(LIVEBLOG)) await loadAutomattic(item, api);
    if (api.namespaces.includes(EASY_LIVEBLOGS)) await loadEasyLiveblog(item, api);
  }
}

/** Reads the entries of Automattic's plugin Liveblog page by page, latest first. Only the web page says whether it has ended. */
async function loadAutomattic(item: WordPressItem, api: RestApi): Promise<void> {
  const entries = new Map<string, WordPressEntry>();
  for (let before = 0; ; ) {
    const answer = await api.fetchPluginRoute(`${LIVEBLOG}/${item.id}/lazyload/${before}/0`);
    const { data } = automatticSchema.safeParse(answer);
    const page = data?.entries ?? [];
    if (page.length === 0) break;
    const added = page.filter(({ id, type }) => type === 'new' && !entries.has(id));
    for (const { id, content, timestamp, key_event, authors } of added)
      entries.set(id, {
        id,
        title: '',
        // A command of its editor, which the page hides.
        content: key_event ? content.replace(/(^|>|\s)\/key\b ?/, '$1') : content,
        date: new Date(timestamp * 1000),
        modified: null,
        authors: authors.flatMap((author) => author ?? []),
        isKeyEvent: key_event,
        isDraft: false,
      });
    // A page may end between two entries of one second.
    before = Math.min(...page.map(({ timestamp }) => timestamp)) + (added.length > 0 ? 1 : 0);
    if (before === 0) break;
  }
  if (entries.size === 0) return;
  item.entries = [...entries.values()].reverse();
  item.meta.set('liveblog', [(await isLivePage(item, api)) ? 'enable' : 'archive']);
}

/** Returns true if the settings in the page of a live blog say that it goes on. */
async function isLivePage({ link }: WordPressItem, api: RestApi): Promise<boolean> {
  const page = await api.fetchPage(link);
  const [, settings = ''] = page?.split('liveblog_settings', 2) ?? [];
  return /^[^<]*?"state":"enable"/.test(settings);
}

async function loadEasyLiveblog(item: WordPressItem, api: RestApi): Promise<void> {
  const { data } = easySchema.safeParse(await api.fetchPluginRoute(`${EASY_LIVEBLOGS}/liveblog/${item.id}`));
  if (!data || data.updates.length === 0) return;
  item.entries = data.updates.toReversed().map(({ post }) => ({
    id: post.ID,
    title: post.post_title,
    content: post.post_content,
    date: parseGmt(post.post_date_gmt),
    modified: parseGmt(post.post_modified_gmt),
    authors: [{ id: post.post_author, name: '' }],
    isKeyEvent: false,
    isDraft: false,
  }));
  item.meta.set('_elb_is_liveblog', ['1']);
  item.meta.set('_elb_status', [data.status]);
}

/** Parses `2020-03-01 10:00:00` in UTC. */
function parseGmt(text: string): Date | null {
  const date = new Date(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}
