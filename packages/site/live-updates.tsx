'use client';

import { createClient } from '@dateline/client';
import { type LiveBlogUpdates, useLiveBlog } from '@dateline/client/react';
import { useRouter } from 'next/navigation';
import { type MouseEvent, useEffect, useState } from 'react';
import type { Texts } from './languages';

const client = createClient({ url: '/graphql' });

interface LiveUpdatesProps {
  /** The ID of the article. */
  id: string;
  path: string;
  blog: { isLive: boolean; cursor: string };
  texts: Texts;
}

/** Milliseconds after a click at which the page is loaded again, while it does not have the updates yet. */
const RETRIES_MS = [500, 1_500, 4_000, 10_000];

/** A link that says how many entries are new. Without scripts it loads the page again. */
export function LiveUpdates({ id, path, blog, texts }: LiveUpdatesProps) {
  const updates = useLiveBlog(client, id, blog);
  const router = useRouter();
  /** Cursor of the page on which the reader clicked; the page that follows has another one. */
  const [formerCursor, setFormerCursor] = useState<string | null>(null);
  const isLoading = formerCursor === blog.cursor;
  useEffect(() => {
    if (!isLoading) return;
    // A webhook makes the site render the page again, a moment after the event.
    const timers = RETRIES_MS.map((ms) => setTimeout(router.refresh, ms));
    return () => timers.forEach(clearTimeout);
  }, [isLoading, router]);
  if (!blog.isLive) return null;
  const refresh = (event: MouseEvent) => {
    event.preventDefault();
    if (updates.events.length > 0) setFormerCursor(blog.cursor);
    router.refresh();
  };
  return (
    <p className="updates" role="status">
      <a href={path} onClick={refresh}>
        {isLoading ? texts.loadingUpdates : describe(updates, texts)}
      </a>
    </p>
  );
}

function describe({ added, isLive, events, error }: LiveBlogUpdates, texts: Texts): string {
  if (!isLive) return texts.coverageEnded;
  if (added > 0) return added === 1 ? texts.newUpdate : texts.newUpdates.replace('{count}', `${added}`);
  return events.length > 0 || error ? texts.updatesChanged : texts.checkUpdates;
}
