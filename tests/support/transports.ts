import { createHash } from 'node:crypto';
import type { Client } from 'graphql-ws';
import { createSseClient, createWebSocketClient } from './live-clients.js';

export type Variables = Record<string, unknown>;
export type Form = 'text' | 'hash';

/** The parameters of an operation: its text, or the hash of its text (automatic persisted queries). */
export function paramsOf(query: string, form: Form, variables: Variables = {}) {
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const byHash = { extensions: { persistedQuery: { version: 1, sha256Hash } } };
  return form === 'text' ? { query, variables } : { variables, ...byHash };
}

/** The body that makes a hash known. */
export function registrationOf(query: string, variables: Variables = {}) {
  return { ...paramsOf(query, 'hash', variables), query };
}

/** Asks one gateway in every way that a query can be asked. */
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
  const textOf = async (response: Response) => (await response.text()).trim();
  const ways = {
    POST: async (params: object) => textOf(await post(params)),
    GET: async (params: object) => textOf(await get(params)),
    // The protocol has no message without a query: by hash, it is empty.
    WebSocket: (params: object) => firstOf(socket, { query: '', ...params }),
    'event stream': (params: object) => firstOf(stream as never, params),
  };
  return {
    names: Object.keys(ways) as (keyof typeof ways)[],
    /** The answer as text. */
    ask: async (way: keyof typeof ways, form: Form, query: string, variables: Variables = {}) => {
      if (form === 'hash') await post(registrationOf(query, variables));
      return ways[way](paramsOf(query, form, variables));
    },
    close: async () => {
      await socket.dispose();
      stream.dispose();
    },
  };
}

function firstOf(client: Client, params: object): Promise<string> {
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
