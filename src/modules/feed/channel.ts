import { RouteStatus } from '../route/route.type.js';
import type { FeedLoaders, FeedScope } from './feed.context.js';

/** A list of articles that has a page, and so a feed. */
export interface Channel {
  scope: FeedScope;
  /** Null for the site's own. */
  name: string | null;
  description: string | null;
  /** Of the page, site-relative. */
  path: string;
}

type ChannelMiss = { movedTo: string } | { missing: 'gone' | 'unknown' };

/** What has a page of lists. Articles have none. */
const SCOPE_BY_TYPE: Record<string, 'section' | 'tag' | 'author'> = {
  Section: 'section',
  Tag: 'tag',
  Author: 'author',
};

/** What a page lists; `page` is '' for the front page. Subscribers of what has moved are led on. */
export async function findChannel(
  pagePath: string,
  { route }: Pick<FeedLoaders, 'route'>,
): Promise<Channel | ChannelMiss> {
  if (pagePath === '') return { scope: { of: 'site' }, name: null, description: null, path: '/' };
  const { status, node, redirectTo } = await route(encodeURI(pagePath));
  if (redirectTo !== null) return { movedTo: redirectTo };
  if (status === RouteStatus.GONE) return { missing: 'gone' };
  const found = node as
    | (typeof node & { __typename: string; name: string; description?: string | null })
    | null;
  const of = found && SCOPE_BY_TYPE[found.__typename];
  if (!of) return { missing: 'unknown' };
  return {
    scope: { of, id: found.id },
    name: found.name,
    description: found.description ?? null,
    path: pagePath,
  };
}
