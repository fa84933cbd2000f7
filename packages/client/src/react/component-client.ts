import { type Client, createClient } from '../client.js';

/** How a component sends its requests. */
export interface ClientProps {
  /** Defaults to a client of `url`. */
  client?: Client;
  /**
   * The URL of the gateway's graph, such as https://api.example.com/graphql; its `CORS_ORIGINS` must name the site.
   * Defaults to /graphql on the site itself, which `proxy` forwards.
   */
  url?: string;
  /** Called with the error of a request. Defaults to writing it to the console. */
  onError?: (error: unknown) => void;
}

const clients = new Map<string, Client>();

/**
 * Returns the client of a component, in the language that `data-language` of the document names. Components with the same
 * URL share one.
 */
export function getClient({ client, url = '/graphql' }: ClientProps): Client {
  if (client) return client;
  const language = globalThis.document?.documentElement.dataset.language;
  const shared = clients.get(url) ?? createClient({ url, useGet: true, language });
  clients.set(url, shared);
  return shared;
}

export function reportError({ onError = console.error }: ClientProps, error: unknown): void {
  onError(error);
}
