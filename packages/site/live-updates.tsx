'use client';

import { createClient } from '@dateline/client';
import { type LiveBlogUpdates, useLiveBlog } from '@dateline/client/react';
import { useRouter } from 'next/navigation';
import type { MouseEvent } from 'react';

const client = createClient({ url: '/graphql' });

interface LiveUpdatesProps {
  /** The ID of the article. */
  id: string;
  path: string;
  blog: { isLive: boolean; cursor: string };
}

/** A link that says how many entries are new. Without scripts it loads the page again. */
export function LiveUpdates({ id, path, blog }: LiveUpdatesProps) {
  const updates = useLiveBlog(client, id, blog);
  const router = useRouter();
  if (!blog.isLive) return null;
  const refresh = (event: MouseEvent) => {
    event.preventDefault();
    updates.clear();
    router.refresh();
  };
  return (
    <p className="updates" role="status">
      <a href={path} onClick={refresh}>
        {describe(updates)}
      </a>
    </p>
  );
}

function describe({ added, isLive, events, error }: LiveBlogUpdates): string {
  if (!isLive) return 'The coverage has ended. Load the last updates';
  if (added > 0) return added === 1 ? '1 new update' : `${added} new updates`;
  return events.length > 0 || error ? 'Updates have changed' : 'Check for new updates';
}
