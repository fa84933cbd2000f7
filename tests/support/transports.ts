import { createHash } from 'node:crypto';
import type { Client } from 'graphql-ws';
import { createSseClient, createWebSocketClient } from './live-clients.js';

export type Variables = Record<string, unknown>;
export type Form = 'text' | 'hash';

/**
 * Returns the parameters of an operation: its text, or the hash of its text (automatic persisted queries).
 */
export function buildParams(query: string, form: Form, variables: Variables = {}) {
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const byHash = { extensions: { persistedQuery: { version: 1, sha256Hash } } };
  return form === 'text' ? { query, variables } : { variables, ...byHash };
}

/** Returns the body that registers a hash. */
export function buildRegistration(query: string, variables: Variables = {}) {
  return { ...buildParams(query, 'hash', variables), query };
}

/** Sends queries to a gateway over every supported transport. */
export function waysToAsk(address: string) {
  const socket = createWebSocketClient(address);
  const stream = createSseClient(address);
  const JSON_TYPE = { 'content-type': 'application/json' };
  const post = (body: object) =>
    fetch(`${address}/graphql`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
  const get = (params: object) => {
    const pairs = Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    return fetch(`${address}/graphql?${new URLSearchParams(pairs)}`);
  };
  const readText = async (response: Response) => (await response.text()).trim();
  const ways = {
    POST: async (params: object) => readText(await post(params)),
    GET: async (params: object) => readText(await get(params)),
    // The protocol requires a query, which is empty for a request by hash.
    WebSocket: (params: object) => readFirst(socket, { query: '', ...params }),
    'event stream': (params: object) => readFirst(stream as never, params),
  };
  return {
    names: Object.keys(ways) as (keyof typeof ways)[],
    /** Sends a query and returns the response as text. */
    ask: async (way: keyof typeof ways, form: Form, query: string, variables: Variables = {}) => {
      if (form === 'hash') await post(buildRegistration(query, variables));
      return ways[way](buildParams(query, form, variables));
    },
    close: async () => {
      await socket.dispose();
      stream.dispose();
    },
  };
}

function readFirst(client: Client, params: object): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    client.subscribe(params as never, {
      next: (answer) => {
        text = JSON.stringify(answer);
      },
      error: (error) => (Array.isArray(error) ? resolve(JSON.stringify({ errors: error })) : reject(error)),
      complete: () => resolve(text),
    });
  });
}
