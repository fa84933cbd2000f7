import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PrismaClient } from '../../../src/database/generated/client.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { createLiveBlog } from '../../support/live-blog.js';

type Row = Promise<{ id: number } | null>;

/** Finds a row of each type that implements Node, and has the scopes that may read it; none for a public one. */
const NODES: Record<string, { find(prisma: PrismaClient): Row; scopes: string[] }> = {
  Article: { find: (prisma) => prisma.article.findFirst(), scopes: [] },
  Section: { find: (prisma) => prisma.section.findFirst(), scopes: [] },
  Tag: { find: (prisma) => prisma.tag.findFirst(), scopes: [] },
  Author: { find: (prisma) => prisma.author.findFirst(), scopes: [] },
  Series: { find: (prisma) => prisma.series.findFirst(), scopes: [] },
  Correction: { find: (prisma) => prisma.correction.findFirst(), scopes: [] },
  Front: { find: (prisma) => prisma.front.findFirst(), scopes: [] },
  LiveBlog: {
    find: async (prisma) => {
      const blog = await prisma.liveBlog.findFirst();
      return blog && { id: blog.articleId };
    },
    scopes: [],
  },
  LiveBlogEntry: { find: (prisma) => prisma.liveBlogEntry.findFirst(), scopes: [] },
  Newsletter: { find: (prisma) => prisma.newsletter.findFirst(), scopes: [] },
  NewsletterIssue: { find: (prisma) => prisma.newsletterIssue.findFirst(), scopes: [] },
  NewsletterSubscription: {
    find: (prisma) => prisma.newsletterSubscription.findFirst(),
    scopes: ['newsletter:read'],
  },
  MediaFile: { find: (prisma) => prisma.mediaFile.findFirst(), scopes: ['preview', 'write'] },
  ArticleRevision: { find: (prisma) => prisma.articleRevision.findFirst(), scopes: ['preview', 'write'] },
  PreviewLink: { find: (prisma) => prisma.previewLink.findFirst(), scopes: ['write'] },
  Redirect: { find: (prisma) => prisma.redirect.findFirst(), scopes: ['preview', 'publish'] },
  Menu: { find: (prisma) => prisma.menu.findFirst(), scopes: [] },
  Site: { find: async () => ({ id: 0 }), scopes: [] },
  Webhook: { find: (prisma) => prisma.webhook.findFirst(), scopes: ['admin'] },
  WebhookDelivery: { find: (prisma) => prisma.webhookDelivery.findFirst(), scopes: ['admin'] },
  ApiKey: { find: (prisma) => prisma.apiKey.findFirst(), scopes: ['admin'] },
  AuditEntry: { find: (prisma) => prisma.auditEntry.findFirst(), scopes: ['admin'] },
  Job: { find: (prisma) => prisma.bulkJob.findFirst(), scopes: ['write'] },
};

/** Types with an ID that are no nodes, and why. */
const NO_NODES: Record<string, string> = {
  Card: 'an article as a container of a front shows it; the ID is random, or that of the container and the article',
  Container: 'a part of a front, with a random ID',
  BulkResult: 'what became of an article, under the ID of that article',
  Image: 'a use of a picture, whose ID is a digest of its file and texts',
  MediaUsage: 'what uses a file, under the ID of that article, section, tag, author or series',
  Upload: 'bytes that are expected for a day; the ID is random',
};

const SCOPES = ['preview', 'members', 'write', 'publish', 'newsletter:read', 'newsletter:write', 'admin'];
const NODE = 'query ($id: ID!) { node(id: $id) { __typename id } }';

let gateway: Gateway;
const byScope = new Map<string, Query>();

beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '8' });
  for (const scope of SCOPES) byScope.set(scope, gateway.queryAs(await gateway.createKey(scope)));
  await gateway.save({
    slug: 'eels',
    section: ['Sea'],
    tags: ['Eels'],
    authors: ['Ada'],
    series: { name: 'Eels', part: 1 },
  });
  const admin = byScope.get('admin')!;
  const { article } = await gateway.query('{ article(by: { slug: "eels" }) { id } }');
  for (const mutation of [
    'addCorrection(input: { id: $id, text: "It was a lamprey." }) { userErrors { message } }',
    'createPreviewLink(input: { id: $id, name: "Ike" }) { userErrors { message } }',
  ])
    await admin(`mutation ($id: ID!) { ${mutation} }`, { id: article.id });
  await admin('mutation { createFront(input: { path: "/" }) { userErrors { message } } }');
  const { front } = await admin('{ front { id } }', {}, { 'x-perspective': 'preview' });
  await admin('mutation ($id: ID!) { publishFront(input: { id: $id }) { userErrors { message } } }', front);
  await admin('mutation { createRedirect(input: { from: "/a", to: "/b" }) { userErrors { message } } }');
  await admin(
    'mutation { setMenu(input: { location: "primary", items: [{ text: "Sea", url: "/sea" }] }) { userErrors { message } } }',
  );
  await addRows(gateway.database.prisma);
  const { add } = await createLiveBlog(gateway, 'storm');
  await add({ title: 'The wind rises' });
});
afterAll(() => gateway.close());

/** Adds rows that only jobs and readers create. */
async function addRows(prisma: PrismaClient) {
  const { id: newsletterId } = await prisma.newsletter.create({
    data: { slug: 'tides', name: 'Tides', schedule: '0 7 * * 5', timeZone: 'UTC' },
  });
  await prisma.newsletterIssue.create({ data: { newsletterId, number: 1, sentAt: new Date() } });
  await prisma.newsletterSubscription.create({
    data: { newsletterId, email: 'a@b.example', addressHash: Buffer.from('1'), status: 'ACTIVE' },
  });
  const { id: webhookId } = await prisma.webhook.create({
    data: { url: 'https://hooks.example/', kinds: ['PUBLISHED'], secret: 'secret', after: 0n },
  });
  await prisma.webhookDelivery.create({
    data: { webhookId, sequence: 1n, messageId: 'm', kind: 'PUBLISHED', payload: '{}' },
  });
  await prisma.bulkJob.create({ data: { keyName: 'Desk', input: {}, articleIds: [1], total: 1 } });
  await prisma.mediaFile.create({
    data: { hash: 'a'.repeat(40), key: 'a.pdf', name: 'a.pdf', mimeType: 'application/pdf', bytes: 1 },
  });
}

const getId = async (type: string) => {
  const row = await NODES[type]!.find(gateway.database.prisma);
  return toGlobalId(type, row!.id);
};

describe('Every object type with an ID', () => {
  test('implements Node and is tested here, or is listed with the reason why not', async () => {
    const { __schema } = await gateway.query(
      '{ __schema { types { kind name fields { name type { kind ofType { name } } } interfaces { name } } } }',
    );
    const withId = __schema.types.filter(
      ({ kind, fields, interfaces }: any) =>
        kind === 'OBJECT' &&
        fields.some(({ name, type }: any) => name === 'id' && type.ofType?.name === 'ID') &&
        !interfaces.some(({ name }: any) => name === 'Block'),
    );
    const isNode = ({ interfaces }: any) => interfaces.some(({ name }: any) => name === 'Node');
    const names = (types: any[]) => types.map(({ name }) => name).sort();
    expect(names(withId.filter(isNode))).toEqual(Object.keys(NODES).sort());
    expect(names(withId.filter((type: any) => !isNode(type)))).toEqual(Object.keys(NO_NODES).sort());
  });

  test.each(Object.keys(NODES))('%s is loaded with its ID by keys that may read it alone', async (type) => {
    const { scopes } = NODES[type]!;
    const id = await getId(type);
    const found = { node: { __typename: type, id } };
    for (const [scope, query] of byScope) {
      const mayRead = scopes.length === 0 || scope === 'admin' || scopes.includes(scope);
      expect([scope, await query(NODE, { id })]).toEqual([scope, mayRead ? found : { node: null }]);
    }
    expect(await gateway.query(NODE, { id })).toEqual(scopes.length === 0 ? found : { node: null });
  });
});

test('Nodes of several types are loaded together, with null for what is missing', async () => {
  const ids = [await getId('Webhook'), toGlobalId('Webhook', 999), await getId('AuditEntry')];
  const NODES_QUERY = `query ($ids: [ID!]!) { nodes(ids: $ids) {
    __typename ... on Webhook { url } ... on AuditEntry { outcome } } }`;
  expect(await byScope.get('admin')!(NODES_QUERY, { ids })).toEqual({
    nodes: [
      { __typename: 'Webhook', url: 'https://hooks.example/' },
      null,
      { __typename: 'AuditEntry', outcome: 'DONE' },
    ],
  });
});

test('The lists of revisions and audit entries give the IDs of their nodes', async () => {
  const { article, audit } = await byScope.get('admin')!(
    '{ article(by: { slug: "eels" }) { revisions(first: 1) { nodes { id number } } } audit(first: 1) { nodes { id action } } }',
  );
  const [revision] = article.revisions.nodes;
  const [entry] = audit.nodes;
  const READ = `query ($ids: [ID!]!) { nodes(ids: $ids) {
    ... on ArticleRevision { id number } ... on AuditEntry { id action } } }`;
  const { nodes } = await byScope.get('admin')!(READ, { ids: [revision.id, entry.id] });
  expect(nodes).toEqual([revision, entry]);
});

test('A correction that is not public is no node for readers, and becomes one with its article', async () => {
  const id = await gateway.save({ slug: 'draft', draft: true });
  const { prisma } = gateway.database;
  const { id: correctionId } = await prisma.correction.create({
    data: { articleId: id, text: 'Not yet.', at: new Date() },
  });
  const globalId = toGlobalId('Correction', correctionId);
  expect(await gateway.query(NODE, { id: globalId })).toEqual({ node: null });
  await byScope.get('admin')!(
    'mutation ($id: ID!) { publishArticle(input: { id: $id }) { userErrors { message } } }',
    { id: toGlobalId('Article', id) },
  );
  await gateway.app.cacheInvalidator.waitForSync();
  expect(await gateway.query(NODE, { id: globalId })).toEqual({
    node: { __typename: 'Correction', id: globalId },
  });
});
