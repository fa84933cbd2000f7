import { RouteStatus } from '../route/route.type.js';
import type { FeedContext, FeedScope } from './feed.context.js';

/** A list of articles that has a page, and so a feed. */
export interface Channel {
  scope: FeedScope;
  /** Null for the site's own. */
  name: string | null;
  description: string | null;
  /** Of the page, site-relative. */
  path: string;
}

type Elsewhere = { movedTo: string } | { missing: 'gone' | 'unknown' };

/** What has a page of lists. Articles have none. */
const SCOPES: Record<string, 'section' | 'tag' | 'author'> = {
  Section: 'section',
  Tag: 'tag',
  Author: 'author',
};

/** What a page lists; `page` is '' for the front page. Subscribers of what has moved are led on. */
export async function findChannel(
  page: string,
  { route }: Pick<FeedContext, 'route'>,
): Promise<Channel | Elsewhere> {
  if (page === '') return { scope: { of: 'site' }, name: null, description: null, path: '/' };
  const { status, node, redirectTo } = await route(encodeURI(page));
  if (redirectTo !== null) return { movedTo: redirectTo };
  if (status === RouteStatus.GONE) return { missing: 'gone' };
  const found = node as
    | (typeof node & { __typename: string; name: string; description?: string | null })
    | null;
  const of = found && SCOPES[found.__typename];
  if (!of) return { missing: 'unknown' };
  return {
    scope: { of, id: found.id },
    name: found.name,
    description: found.description ?? null,
    path: page,
  };
}
