'use client';

import { createClient } from '@dateline/client';
import { ArticleList, type ArticleListProps } from '@dateline/client/pages';
import { applyPatch } from '@dateline/client/patch';
import { useLiveQuery } from '@dateline/client/react';
import { LiveDocument, type LiveQuery } from '../../generated';

const client = createClient({ url: '/graphql' });

/** The latest articles, beginning with those that the server has loaded. */
export function LiveList({
  initial,
  ...options
}: { initial: LiveQuery } & Omit<ArticleListProps, 'articles'>) {
  const { data } = useLiveQuery(client, LiveDocument, {}, initial, applyPatch);
  return <ArticleList articles={(data ?? initial).latest.nodes} {...options} />;
}
