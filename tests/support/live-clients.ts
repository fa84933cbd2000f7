import { createClient as createEventStreamClient } from 'graphql-sse';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import WebSocket from 'ws';

export interface LiveEvent {
  cursor: string;
  kind: string;
  articleId: string;
  article: { slug: string; title: string } | null;
}

/** Events and errors that a subscription received until it is stopped. */
export interface SubscriptionRecorder {
  events: LiveEvent[];
  errors: { message: string; extensions: { code: string } }[];
  /** Resolves when the subscription ends, with its error if it failed. */
  ended: Promise<unknown>;
  stop(): void;
}

export type Operation = { query: string; variables?: Record<string, unknown> };

export const ARTICLE_EVENTS = `subscription ($section: String, $tag: String, $slug: String, $after: String) {
  articleEvents(section: $section, tag: $tag, article: $slug, after: $after) {
    cursor kind articleId article { slug title }
  }
}`;

/** Creates a graphql-ws client for a gateway. */
export function createWebSocketClient(address: string, options: Partial<ClientOptions> = {}): Client {
  return createClient({
    url: `${address.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...options,
  });
}

/** Creates a graphql-sse client for a gateway. */
export function createSseClient(address: string, options: object = {}) {
  return createEventStreamClient({ url: `${address}/graphql/stream`, retryAttempts: 0, ...options });
}

/**
 * Subscribes and records the events. After each event it updates the `after` variable, so that a reconnecting
 * client resumes there.
 */
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
