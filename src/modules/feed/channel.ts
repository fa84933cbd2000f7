import type { ListOwner } from '../../cache/cache-tags.js';
import type { Article } from '../article/article.type.js';
import type { Node } from '../node/node.type.js';
import { RouteStatus } from '../route/route.type.js';
import type { FeedLoaders, FeedScope } from './feed.context.js';

/** List of articles that has a page and therefore a feed. */
export interface Channel {
  scope: FeedScope;
  /** Name of the section, tag, author or series; null for the whole site. */
  name: string | null;
  description: string | null;
  /** Site-relative path of the page. */
  path: string;
  /** False if search engines are not to show the page. */
  isIndexed: boolean;
}

type ChannelMiss = { movedTo: string } | { missing: 'gone' | 'unknown' } | { article: Article };

type ListNode = Node & {
  __typename: string;
  name: string;
  description?: string | null;
  noindex?: boolean | null;
};

/** Node types that have a list page. Articles have none. */
const SCOPE_BY_TYPE: Record<string, ListOwner> = {
  Section: 'section',
  Tag: 'tag',
  Author: 'author',
  Series: 'series',
};

/**
 * Finds the list at a page path, '' for the front page of the primary language. Returns the new path if the page has moved, so that
 * feed readers are redirected, and the article at the path of one.
 */
export async function findChannel(
  pagePath: string,
  { route, alternates: { homePath } }: Pick<FeedLoaders, 'route' | 'alternates'>,
): Promise<Channel | ChannelMiss> {
  if ((pagePath || '/') === homePath)
    return { scope: { of: 'site' }, name: null, description: null, path: homePath, isIndexed: true };
  const { status, node, redirectTo } = await route(encodeURI(pagePath));
  if (redirectTo !== null) return { movedTo: redirectTo };
  if (status === RouteStatus.GONE) return { missing: 'gone' };
  const found = node as ListNode | null;
  if (found?.__typename === 'Article') return { article: found as unknown as Article };
  const of = found && SCOPE_BY_TYPE[found.__typename];
  if (!of) return { missing: 'unknown' };
  return {
    scope: { of, id: found.id },
    name: found.name,
    description: found.description ?? null,
    path: pagePath,
    isIndexed: found.noindex !== true,
  };
}
