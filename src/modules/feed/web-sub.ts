import type { ListOwner } from '../../cache/cache-tags.js';
import { isArticleChange } from '../../changes/article-changes.js';
import type { ContentChangeRow } from '../../changes/change-log.js';
import type { Loaders } from '../../graphql/loaders.js';
import { sendRequest } from '../../shared/net/send-request.js';
import type { FeedScope } from './feed.context.js';
import type { FeedLinks } from './feed-links.js';

/** Cache tags of lists, in the form of `cacheTags.articles`. */
const LIST_TAG = /^articles:(?:(site)|(section|tag|author|series):(\d+)):/;
/** Maximum number of feeds in a request, which keeps it below the limits of hubs on its size. */
const FEEDS_PER_REQUEST = 100;

export interface WebSubOptions {
  /** URL of the hub. */
  hub: string;
  links: FeedLinks;
  /** Primary language of the site. */
  primaryLanguage: string;
  /** Creates loaders of published content in a language. */
  createLoaders(language: string): Loaders;
}

/**
 * Tells a hub which feeds have changed articles. It fetches them and sends them to their subscribers. WebSub leaves this
 * request to the hubs; they take that of https://pubsubhubbub.github.io/PubSubHubbub/pubsubhubbub-core-0.3.html#rfc.section.7.1.
 * Throws an Error if the hub refuses it.
 */
export async function sendToHub(
  changes: readonly ContentChangeRow[],
  { hub, links, primaryLanguage, createLoaders }: WebSubOptions,
): Promise<void> {
  const own = changes.filter(isArticleChange);
  const getLanguages = ({ languages }: ContentChangeRow) =>
    languages.length > 0 ? languages : [primaryLanguage];
  const feeds: string[] = [];
  for (const language of new Set(own.flatMap(getLanguages))) {
    const seen = own.filter((change) => getLanguages(change).includes(language));
    const lists = findLists(seen.flatMap(({ keys }) => keys));
    feeds.push(...(await listFeeds(lists, links, createLoaders(language))));
  }
  for (let i = 0; i < feeds.length; i += FEEDS_PER_REQUEST) {
    const portion = feeds.slice(i, i + FEEDS_PER_REQUEST);
    const fields = portion.map((feed): [string, string] => ['hub.url', feed]);
    const body = new URLSearchParams([['hub.mode', 'publish'], ...fields]);
    await sendRequest(hub, { method: 'POST', body }, 'The hub answered');
  }
}

/** Finds the lists whose articles changed, each once, by the cache tags of the changes. */
function findLists(keys: readonly string[]): FeedScope[] {
  const lists = new Map<string, FeedScope>();
  for (const key of keys) {
    const [, site, of, id] = LIST_TAG.exec(key) ?? [];
    if (site) lists.set('site', { of: 'site' });
    else if (of) lists.set(`${of}:${id}`, { of: of as ListOwner, id: Number(id) });
  }
  return [...lists.values()];
}

/** Lists the URLs of the feeds of lists, in the language of the loaders. A list without a page has none. */
async function listFeeds(lists: readonly FeedScope[], links: FeedLinks, loaders: Loaders): Promise<string[]> {
  const paths = await Promise.all(lists.map((list) => findPagePath(list, loaders)));
  return paths.flatMap((path) => (path === null ? [] : links.listFeeds(path).map(({ url }) => url)));
}

async function findPagePath(
  list: FeedScope,
  { alternates, sections, tags, authors, series }: Loaders,
): Promise<string | null> {
  if (list.of === 'site') return alternates.homePath === '/' ? '' : alternates.homePath;
  if (list.of === 'section') {
    const tree = await sections.getTree();
    const section = tree.findById(list.id);
    return section ? tree.getPath(section) : null;
  }
  const terms = { tag: tags, author: authors, series }[list.of];
  const term = await terms.byId.load(list.id);
  return term ? terms.getPath(term) : null;
}
