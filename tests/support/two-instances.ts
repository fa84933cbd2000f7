import { pino } from 'pino';
import { createApp } from '../../src/app/app.js';
import { readConfig } from '../../src/config/env.js';
import { openDatabase } from '../../src/database/database.js';
import { type Gateway, type GatewayOptions, NO_RATE_LIMITS, startGateway } from './gateway.js';

export interface QueryResponse {
  cache: string | null;
  text: string;
  data: any;
}

/**
 * Settings with which no client waits for its share of time: a reader at full speed beside an editor would be refused
 * on a busy machine, and so would the editor.
 */
const PATIENT = { ...NO_RATE_LIMITS, RATE_EXEMPT: '127.0.0.1', READ_SECONDS: '60' };

/** Two gateways on one database. The first caches responses and entities, the second only entities. */
export interface TwoInstances {
  gateway: Gateway;
  other: { app: Gateway['app']; address: string };
  /** Sends a query, by default without credentials and to the first instance. */
  sendQuery(query: string, headers?: Record<string, string>, address?: string): Promise<QueryResponse>;
  /** Returns the headers of an API key with write access, which bypasses the cache. */
  getEditorHeaders(): Record<string, string>;
  /** Runs a mutation and returns its payload. Throws an Error if it is refused. */
  edit(name: string, input: string, selection?: string): Promise<any>;
  /** Returns the ID of an article, which may be a draft. */
  getArticleId(slug: string): Promise<string>;
  /** Resolves when both instances have processed every change so far. */
  waitForCacheSync(): Promise<void>;
  close(): Promise<void>;
}

/** Starts two gateways, on a new database unless one is given. */
export async function startTwoInstances(options: GatewayOptions = {}): Promise<TwoInstances> {
  const { clock, model } = options;
  const settings = { ...PATIENT, CACHE_MB: '16' };
  const gateway = await startGateway(settings, options);
  const key = await gateway.createKey('write', 'publish', 'preview');
  const database = openDatabase(gateway.database.connection, 5);
  const site = { SITE_URL: 'https://courier.example', LOG_LEVEL: 'silent' };
  const config = readConfig({ ...site, ...settings, CACHE_PARTS_PERCENT: '100' });
  const appOptions = { config, database, logger: pino({ level: 'silent' }) };
  const app = await createApp({ ...appOptions, ...(clock && { clock }), ...(model && { model }) });
  const other = { app, address: await app.listen({ host: '127.0.0.1', port: 0 }) };

  const getEditorHeaders = () => ({ authorization: `Bearer ${key}` });
  const sendQuery: TwoInstances['sendQuery'] = async (query, headers = {}, address = gateway.address) => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    return { cache: response.headers.get('x-cache'), text, data: JSON.parse(text).data };
  };
  return {
    gateway,
    other,
    sendQuery,
    getEditorHeaders,
    edit: async (name, input, selection = '') => {
      const mutation = `mutation { ${name}(input: ${input}) { ${selection} userErrors { message } } }`;
      const { data, text } = await sendQuery(mutation, getEditorHeaders());
      if (data?.[name]?.userErrors.length !== 0) throw new Error(`${name}: ${text}`);
      return data[name];
    },
    getArticleId: async (slug) => {
      const headers = { ...getEditorHeaders(), 'x-perspective': 'preview' };
      return (await sendQuery(`{ article(by: { slug: "${slug}" }) { id } }`, headers)).data.article.id;
    },
    waitForCacheSync: async () => {
      await Promise.all(
        [gateway.app, app].map(({ cacheInvalidator: cacheKeeper }) => cacheKeeper.waitForSync()),
      );
    },
    close: async () => {
      await app.close();
      await database.close();
      await gateway.close();
    },
  };
}
