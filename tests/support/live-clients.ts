import { createClient as createEventStreamClient } from 'graphql-sse';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import WebSocket from 'ws';

export interface LiveEvent {
  cursor: string;
  kind: string;
  articleId: string;
  article: { slug: string; title: string } | null;
}

/** What a client was sent by a subscription, until it is stopped. */
export interface Heard {
  events: LiveEvent[];
  errors: { message: string; extensions: { code: string } }[];
  /** Resolves when the subscription has come to an end, with what it failed on, if it did. */
  ended: Promise<unknown>;
  stop(): void;
}

export type Operation = { query: string; variables?: Record<string, unknown> };

export const ARTICLE_EVENTS = `subscription ($section: String, $tag: String, $slug: String, $after: String) {
  articleEvents(section: $section, tag: $tag, slug: $slug, after: $after) {
    cursor kind articleId article { slug title }
  }
}`;

/** A graphql-ws client of the gateway at an address. */
export function webSocketClient(address: string, options: Partial<ClientOptions> = {}): Client {
  return createClient({
    url: `${address.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...options,
  });
}

/** A graphql-sse client of the gateway at an address. */
export function eventStreamClient(address: string, options: object = {}) {
  return createEventStreamClient({ url: `${address}/graphql/stream`, retryAttempts: 0, ...options });
}

/** Subscribes, and after each event notes in the variables where to resume, should the client have to connect again. */
export function listen(
  client: Pick<Client, 'subscribe'> | ReturnType<typeof eventStreamClient>,
  variables: Record<string, unknown> = {},
  query = ARTICLE_EVENTS,
): Heard {
  const heard: Heard = { events: [], errors: [], ended: Promise.resolve(), stop: () => undefined };
  const operation = { query, variables: { ...variables } };
  heard.ended = new Promise((resolve) => {
    heard.stop = (client as Client).subscribe<any>(operation, {
      next: ({ data, errors }) => {
        if (errors) heard.errors.push(...(errors as unknown as Heard['errors']));
        const event = data && Object.values<any>(data)[0];
        if (!event) return;
        heard.events.push(event);
        if (event.cursor) operation.variables.after = event.cursor;
      },
      error: resolve,
      complete: () => resolve(undefined),
    });
  });
  return heard;
}
