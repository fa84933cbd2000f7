import { pino } from 'pino';
import { createApp } from '../../src/app/app.js';
import { readConfig } from '../../src/config/env.js';
import { openDatabase } from '../../src/database/database.js';
import { type Gateway, NO_RATE_LIMITS, startGateway } from './gateway.js';

export interface QueryResponse {
  cache: string | null;
  text: string;
  data: any;
}

/** Two gateways on one database: one remembers answers and parts, the other the parts alone. */
export interface TwoInstances {
  gateway: Gateway;
  other: { app: Gateway['app']; address: string };
  /** Asks as anyone, or with headers; the first instance unless told another. */
  sendQuery(query: string, headers?: Record<string, string>, address?: string): Promise<QueryResponse>;
  /** With a key that may write, which no memory is used for. */
  getEditorHeaders(): Record<string, string>;
  /** Runs a mutation that must not be refused, and answers its payload. */
  edit(name: string, input: string, selection?: string): Promise<any>;
  /** The id of an article, a draft too. */
  getArticleId(slug: string): Promise<string>;
  /** Resolves once both instances have seen every change that there is. */
  waitForCacheSync(): Promise<void>;
  close(): Promise<void>;
}

export async function startTwoInstances(clock?: () => Date): Promise<TwoInstances> {
  const gateway = await startGateway({ CACHE_MB: '16' }, clock ? { clock } : {});
  const key = await gateway.createKey('write', 'publish', 'preview');
  const database = openDatabase(gateway.database.connection, 5);
  const settings = { ...NO_RATE_LIMITS, CACHE_MB: '16', CACHE_PARTS_PERCENT: '100' };
  const config = readConfig({ SITE_URL: 'https://courier.example', LOG_LEVEL: 'silent', ...settings });
  const options = { config, database, logger: pino({ level: 'silent' }) };
  const app = await createApp({ ...options, ...(clock && { clock }) });
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
      return (await sendQuery(`{ article(slug: "${slug}") { id } }`, headers)).data.article.id;
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
