'use client';

import { createClient } from '@dateline/client';
import { type LiveBlogUpdates, useLiveBlog } from '@dateline/client/react';
import { useRouter } from 'next/navigation';
import { type MouseEvent, useEffect, useState } from 'react';

const client = createClient({ url: '/graphql' });

interface LiveUpdatesProps {
  /** The ID of the article. */
  id: string;
  path: string;
  blog: { isLive: boolean; cursor: string };
}

/** Milliseconds after a click at which the page is loaded again, while it does not have the updates yet. */
const RETRIES_MS = [500, 1_500, 4_000, 10_000];

/** A link that says how many entries are new. Without scripts it loads the page again. */
export function LiveUpdates({ id, path, blog }: LiveUpdatesProps) {
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
        {isLoading ? 'Loading the updates …' : describe(updates)}
      </a>
    </p>
  );
}

function describe({ added, isLive, events, error }: LiveBlogUpdates): string {
  if (!isLive) return 'The coverage has ended. Load the last updates';
  if (added > 0) return added === 1 ? '1 new update' : `${added} new updates`;
  return events.length > 0 || error ? 'Updates have changed' : 'Check for new updates';
}
