import { afterEach, describe, expect, test } from '@jest/globals';
import { type Served, serve } from './served.js';

let gateway: Served;
afterEach(() => gateway.close());

const browse = () => gateway.get('/graphql', { headers: { accept: 'text/html,*/*;q=0.8' } });
const typeOf = ({ headers }: Response) => headers.get('content-type');
const ask = async (query: string, variables?: object) => {
  const { data, errors } = (await (await gateway.post({ query, variables })).json()) as any;
  return { data, message: errors?.[0].message as string | undefined };
};

describe('In production', () => {
  test('browsers get no playground, and nothing of it is served', async () => {
    gateway = await serve({ settings: { NODE_ENV: 'production' } });
    expect(typeOf(await browse())).toContain('application/json');
    expect((await gateway.get('/graphql/playground/000000000000/graphiql.js')).status).toBe(404);
  });

  test('nobody learns the schema: not by asking, nor from what errors suggest', async () => {
    gateway = await serve({ settings: { NODE_ENV: 'production' } });
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "Query") { name } }']) {
      expect((await ask(query)).data).toBeUndefined();
    }
    const filtered = 'query ($filter: ArticleFilter) { archive(filter: $filter) { year } }';
    for (const { message } of [
      await ask('{ articlez { nodes { id } } }'),
      await ask('{ tag(slugg: "a") { id } }'),
      await ask('{ tags(orderBy: MOST_USEDD) { totalCount } }'),
      await ask('query ($o: ArticleOrderr) { articles(orderBy: $o) { totalCount } }'),
      await ask(filtered, { filter: { tagg: [] } }),
    ]) {
      expect(message).toMatch(/./);
      expect(message).not.toContain('Did you mean');
    }
    expect((await ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });

  test('the playground and introspection can be switched on, each by itself', async () => {
    gateway = await serve({ settings: { NODE_ENV: 'production', PLAYGROUND: 'true' } });
    expect(typeOf(await browse())).toContain('text/html');
    expect((await ask('{ __schema { queryType { name } } }')).data).toBeUndefined();
    await gateway.close();
    gateway = await serve({ settings: { NODE_ENV: 'production', INTROSPECTION: 'true' } });
    expect(typeOf(await browse())).toContain('application/json');
    expect((await ask('{ __schema { queryType { name } } }')).data).toBeTruthy();
    expect((await ask('{ articlez { nodes { id } } }')).message).toContain('Did you mean');
  });
});

describe('Elsewhere', () => {
  test('the playground and introspection can be switched off', async () => {
    gateway = await serve({ settings: { PLAYGROUND: 'false', INTROSPECTION: 'false' } });
    expect(typeOf(await browse())).toContain('application/json');
    expect((await ask('{ __schema { queryType { name } } }')).data).toBeUndefined();
  });
});
