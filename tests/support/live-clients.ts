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
export interface SubscriptionRecorder {
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
export function createWebSocketClient(address: string, options: Partial<ClientOptions> = {}): Client {
  return createClient({
    url: `${address.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...options,
  });
}

/** A graphql-sse client of the gateway at an address. */
export function createSseClient(address: string, options: object = {}) {
  return createEventStreamClient({ url: `${address}/graphql/stream`, retryAttempts: 0, ...options });
}

/** Subscribes, and after each event notes in the variables where to resume, should the client have to connect again. */
export function recordSubscription(
  client: Pick<Client, 'subscribe'> | ReturnType<typeof createSseClient>,
  variables: Record<string, unknown> = {},
  query = ARTICLE_EVENTS,
): SubscriptionRecorder {
  const recorder: SubscriptionRecorder = {
    events: [],
    errors: [],
    ended: Promise.resolve(),
    stop: () => undefined,
  };
  const operation = { query, variables: { ...variables } };
  recorder.ended = new Promise((resolve) => {
    recorder.stop = (client as Client).subscribe<any>(operation, {
      next: ({ data, errors }) => {
        if (errors) recorder.errors.push(...(errors as unknown as SubscriptionRecorder['errors']));
        const event = data && Object.values<any>(data)[0];
        if (!event) return;
        recorder.events.push(event);
        if (event.cursor) operation.variables.after = event.cursor;
      },
      error: resolve,
      complete: () => resolve(undefined),
    });
  });
  return recorder;
}
