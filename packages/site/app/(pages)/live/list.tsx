'use client';

import { createClient } from '@dateline/client';
import { ArticleList, type ArticleListProps } from '@dateline/client/pages';
import { applyPatch } from '@dateline/client/patch';
import { useLiveQuery } from '@dateline/client/react';
import { useState } from 'react';
import { LiveDocument, type LiveQuery } from '../../../generated';

/** Creates the client of the language of the page. */
const createPageClient = () => {
  const language = globalThis.document?.documentElement.dataset.language;
  return createClient({ url: '/graphql', ...(language && { language }) });
};

/** The latest articles, beginning with those that the server has loaded. */
export function LiveList({
  initial,
  ...options
}: { initial: LiveQuery } & Omit<ArticleListProps, 'articles'>) {
  const [client] = useState(createPageClient);
  const { data } = useLiveQuery(client, LiveDocument, {}, initial, applyPatch);
  return <ArticleList articles={(data ?? initial).latest.nodes} {...options} />;
}
