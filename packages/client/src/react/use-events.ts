import { useCallback, useEffect, useState } from 'react';
import type { Client } from '../client.js';
import type { Document } from '../document.js';

/** The events since the page was opened, or since `clear`. */
export interface Events<Event> {
  events: Event[];
  clear: () => void;
  /** The error that has ended the subscription: load the page again. */
  error: unknown;
}

/**
 * Subscribes to the only field of a document while the component is shown, and returns each event after `delayMs`.
 * `variables` are JSON, null for no subscription.
 */
export function useEvents<Field extends string, Event>(
  client: Client,
  document: Document<{ [Name in Field]: Event }, any>,
  field: Field,
  variables: string | null,
  delayMs = 0,
): Events<Event> {
  const [events, setEvents] = useState<Event[]>([]);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const add = (event: Event) => {
      if (!signal.aborted) setEvents((known) => [...known, event]);
    };
    const read = async () => {
      setEvents([]);
      setError(null);
      if (variables === null) return;
      const stream = client.subscribe(document, JSON.parse(variables), { signal });
      for await (const data of stream) setTimeout(add, delayMs, data[field]);
    };
    read().catch(setError);
    return () => controller.abort();
  }, [client, document, field, variables, delayMs]);
  return { events, clear: useCallback(() => setEvents([]), []), error };
}
