import { pino } from 'pino';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { openDatabase } from '../../src/database/database.js';
import { type Gateway, startGateway, UNCOUNTED } from '../support/gateway.js';

export interface Asked {
  cache: string | null;
  text: string;
  data: any;
}

/** Two gateways on one database: one remembers answers and parts, the other the parts alone. */
export interface TwoInstances {
  gateway: Gateway;
  other: { app: Gateway['app']; address: string };
  /** Asks as anyone, or with headers; the first instance unless told another. */
  ask(query: string, headers?: Record<string, string>, address?: string): Promise<Asked>;
  /** With a key that may write, which no memory is used for. */
  asDesk(): Record<string, string>;
  /** Runs a mutation that must not be refused, and answers its payload. */
  edit(name: string, input: string, selection?: string): Promise<any>;
  /** The id of an article, a draft too. */
  idOf(slug: string): Promise<string>;
  /** Resolves once both instances have seen every change that there is. */
  untilSeen(): Promise<void>;
  close(): Promise<void>;
}

export async function startTwoInstances(clock?: () => Date): Promise<TwoInstances> {
  const gateway = await startGateway({ CACHE_MB: '16' }, clock ? { clock } : {});
  const key = await gateway.createKey('write', 'publish', 'preview');
  const database = openDatabase(gateway.database.connection, 5);
  const settings = { ...UNCOUNTED, CACHE_MB: '16', CACHE_PARTS_PERCENT: '100' };
  const config = readConfig({ SITE_URL: 'https://courier.example', LOG_LEVEL: 'silent', ...settings });
  const parts = { config, database, logger: pino({ level: 'silent' }) };
  const app = await createApp({ ...parts, ...(clock && { clock }) });
  const other = { app, address: await app.listen({ host: '127.0.0.1', port: 0 }) };

  const asDesk = () => ({ authorization: `Bearer ${key}` });
  const ask: TwoInstances['ask'] = async (query, headers = {}, address = gateway.address) => {
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
    ask,
    asDesk,
    edit: async (name, input, selection = '') => {
      const mutation = `mutation { ${name}(input: ${input}) { ${selection} userErrors { message } } }`;
      const { data, text } = await ask(mutation, asDesk());
      if (data?.[name]?.userErrors.length !== 0) throw new Error(`${name}: ${text}`);
      return data[name];
    },
    idOf: async (slug) => {
      const headers = { ...asDesk(), 'x-perspective': 'preview' };
      return (await ask(`{ article(slug: "${slug}") { id } }`, headers)).data.article.id;
    },
    untilSeen: async () => {
      await Promise.all([gateway.app, app].map(({ cacheKeeper }) => cacheKeeper.catchUp()));
    },
    close: async () => {
      await app.close();
      await database.close();
      await gateway.close();
    },
  };
}
