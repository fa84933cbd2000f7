import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { type Gateway, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.save({ slug: 'story', title: 'A story' });
});
afterAll(() => gateway.close());

async function ask(query: string) {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, ...((await response.json()) as { data: unknown; errors: object[] }) };
}

/**
 * Lists the fields of a type without those of its interfaces, which are declared once, and without subscriptions, which
 * check a scope when they are started.
 */
function listOwnFields(type: GraphQLObjectType | GraphQLInterfaceType) {
  if (type.name === 'Subscription') return [];
  const inherited = type.getInterfaces().flatMap((each) => Object.keys(each.getFields()));
  return Object.values(type.getFields()).filter(({ name }) => !inherited.includes(name));
}

describe('A field that needs a scope', () => {
  test('is nullable everywhere in the schema', async () => {
    const schema = buildSchema(await readFile(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
    const scoped = getMetadataStorage().authorizedFields;
    expect(scoped.length).toBeGreaterThan(30);
    const fields = Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) || isInterfaceType(type))
      .flatMap((type) =>
        listOwnFields(type).map((field) => ({
          name: `${type.name}.${field.name}`,
          needsKey: /Requires an API key/.test(field.description ?? ''),
          isNonNull: isNonNullType(field.type),
        })),
      );
    const described = fields.filter(({ needsKey }) => needsKey);
    expect(described).toHaveLength(scoped.length);
    expect(described.filter(({ isNonNull }) => isNonNull)).toEqual([]);
  });

  test('is null with a FORBIDDEN error, and the rest of the response stays', async () => {
    const { status, data, errors } = await ask('{ site { title } webhooks { url } }');
    expect(status).toBe(200);
    expect(data).toEqual({ site: { title: expect.any(String) }, webhooks: null });
    expect(errors).toMatchObject([{ path: ['webhooks'], extensions: { code: 'FORBIDDEN' } }]);
  });

  test('is answered with 403 where nothing else was asked for', async () => {
    const { status, data } = await ask('{ webhooks { url } }');
    expect([status, data]).toEqual([403, { webhooks: null }]);
  });

  test('leaves the object that it belongs to', async () => {
    const { data, errors } = await ask(
      '{ article(by: { slug: "story" }) { title revisions { totalCount } } audit { nodes { action } } }',
    );
    expect(data).toEqual({ article: { title: 'A story', revisions: null }, audit: null });
    expect(errors).toHaveLength(2);
  });

  test('that is a mutation is null and changes nothing', async () => {
    const { data, errors } = await ask(
      'mutation { createArticle(input: { title: "New" }) { article { id } } }',
    );
    expect(data).toEqual({ createArticle: null });
    expect(errors).toMatchObject([{ path: ['createArticle'], extensions: { code: 'FORBIDDEN' } }]);
    expect(await gateway.database.prisma.draft.count({ where: { title: 'New' } })).toBe(0);
  });
});
