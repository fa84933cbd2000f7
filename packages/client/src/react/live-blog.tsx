'use client';

import type { Client } from '../client.js';
import { liveBlogEventsDocument } from '../generated/documents.js';
import type { DatelineLiveBlogEventsSubscription, DatelineLiveBlogFragment } from '../generated/types.js';
import { type Events, useEvents } from './use-events.js';

type LiveBlogEvent = DatelineLiveBlogEventsSubscription['liveBlogEvents'];

/** What has happened to a live blog since its page was loaded, or since `clear`. */
export interface LiveBlogUpdates extends Events<LiveBlogEvent> {
  /** Number of entries that were added and are still there. */
  added: number;
  /** False when the coverage has ended. */
  isLive: boolean;
}

/**
 * Follows a live blog from where its page was loaded, while the component is shown. `id` is that of the article, `blog`
 * the data of the fragment DatelineLiveBlog. A live blog that has ended is not followed.
 */
export function useLiveBlog(
  client: Client,
  id: string,
  { isLive, cursor }: DatelineLiveBlogFragment,
): LiveBlogUpdates {
  const variables = isLive ? JSON.stringify({ id, after: cursor }) : null;
  const followed = useEvents(client, liveBlogEventsDocument, 'liveBlogEvents', variables);
  const added = new Set<unknown>();
  let goesOn = isLive;
  for (const { kind, entryId } of followed.events) {
    if (kind === 'ADDED') added.add(entryId);
    if (kind === 'RETRACTED') added.delete(entryId);
    if (kind === 'ENDED' || kind === 'UNPUBLISHED') goesOn = false;
  }
  return { ...followed, added: added.size, isLive: goesOn };
}
