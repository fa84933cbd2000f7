import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';

const ACTOR = '{ name keyPrefix subject issuer }';
const PROVENANCE = `id createdAt updatedAt createdBy ${ACTOR} lastEditedBy ${ACTOR}`;

let folder: string;
let gateway: Gateway;
/** Two clients that write, with the starts of their keys. */
let ada: { query: Query; prefix: string };
let bo: { query: Query; prefix: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-provenance-'));
  gateway = await startGateway({ DATA_DIR: folder, CACHE_MB: '8' });
  const createEditor = async () => {
    const query = gateway.queryAs(await gateway.createKey('admin'), 'preview');
    return { query, prefix: (await query('{ viewer { keyPrefix } }')).viewer.keyPrefix };
  };
  ada = await createEditor();
  bo = await createEditor();
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

interface Case {
  create: { mutation: string; input: object };
  /** Builds the mutation that changes the object with an ID; null if none can. */
  change: ((id: string) => { mutation: string; input: object }) | null;
  /** Field of the payload. */
  field: string;
}

const CASES: Record<string, Case> = {
  Article: {
    create: { mutation: 'createArticle', input: { title: 'Low tide', slug: 'low-tide' } },
    change: (id) => ({ mutation: 'updateArticle', input: { id, title: 'High tide' } }),
    field: 'article',
  },
  Section: {
    create: { mutation: 'createSection', input: { name: 'Harbour' } },
    change: (id) => ({ mutation: 'updateSection', input: { id, description: 'Ships' } }),
    field: 'section',
  },
  Tag: {
    create: { mutation: 'createTag', input: { name: 'Eels' } },
    change: (id) => ({ mutation: 'updateTag', input: { id, name: 'Eels and lampreys' } }),
    field: 'tag',
  },
  Author: {
    create: { mutation: 'createAuthor', input: { name: 'Mara Quay' } },
    change: (id) => ({ mutation: 'updateAuthor', input: { id, bio: 'Writes about eels.' } }),
    field: 'author',
  },
  Front: {
    create: { mutation: 'createFront', input: { path: '/harbour', title: 'Low tide' } },
    change: (id) => ({ mutation: 'updateFront', input: { id, title: 'High tide' } }),
    field: 'front',
  },
  Series: {
    create: { mutation: 'createSeries', input: { title: 'The eel wars' } },
    change: (id) => ({ mutation: 'updateSeries', input: { id, description: 'Of eels.' } }),
    field: 'series',
  },
  Newsletter: {
    create: {
      mutation: 'createNewsletter',
      input: { slug: 'tides', name: 'Tides', schedule: '0 7 * * 5', timeZone: 'UTC' },
    },
    change: (id) => ({ mutation: 'updateNewsletter', input: { id, name: 'Tides and ships' } }),
    field: 'newsletter',
  },
  Webhook: {
    create: { mutation: 'registerWebhook', input: { url: 'https://hooks.example/' } },
    change: (id) => ({ mutation: 'updateWebhook', input: { id, description: 'The app' } }),
    field: 'webhook',
  },
  Menu: {
    create: { mutation: 'setMenu', input: { location: 'primary', items: [{ text: 'Eels', url: '/eels' }] } },
    change: () => ({
      mutation: 'setMenu',
      input: { location: 'primary', items: [{ text: 'Ships', url: '/ships' }] },
    }),
    field: 'menu',
  },
  Redirect: {
    create: { mutation: 'createRedirect', input: { from: '/old', to: '/new' } },
    change: null,
    field: 'redirect',
  },
  ApiKey: {
    create: { mutation: 'createApiKey', input: { name: 'Import', scopes: ['write'] } },
    change: (id) => ({ mutation: 'updateApiKey', input: { id, author: 'mara-quay' } }),
    field: 'apiKey',
  },
};
/** Types with a test of their own below. */
const OTHERS = ['MediaFile', 'Correction', 'PreviewLink', 'LiveBlogEntry', 'Job'];

async function run(query: Query, { mutation, input }: Case['create'], field: string) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { payload } = await query(
    `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { ${field} { ${PROVENANCE} } userErrors { message } } }`,
    { input },
  );
  expect(payload.userErrors).toEqual([]);
  return payload[field];
}

describe('Objects', () => {
  test.each(Object.entries(CASES))(
    'A new %s says when it was created and by whom, and after a change when and by whom that was',
    async (_type, { create, change, field }) => {
      const byAda = { name: 'Desk', keyPrefix: ada.prefix, subject: null, issuer: null };
      const created = await run(ada.query, create, field);
      expect(created).toMatchObject({ createdBy: byAda, lastEditedBy: byAda });
      expect(created.createdAt).toMatch(/Z$/);
      if (!change) return;
      const changed = await run(bo.query, change(created.id), field);
      expect(changed).toMatchObject({
        createdAt: created.createdAt,
        createdBy: byAda,
        lastEditedBy: { ...byAda, keyPrefix: bo.prefix },
      });
      expect(Date.parse(changed.updatedAt)).toBeGreaterThan(Date.parse(created.updatedAt));
    },
  );

  test('Every type that implements Provenance is tested here', async () => {
    const { __type } = await gateway.query('{ __type(name: "Provenance") { possibleTypes { name } } }');
    const names = __type.possibleTypes.map(({ name }: { name: string }) => name);
    expect(names.sort()).toEqual([...Object.keys(CASES), ...OTHERS].sort());
  });

  test('A correction has the keys that added and changed it, and other changes of the article leave it alone', async () => {
    const { createArticle } = await ada.query(
      'mutation { createArticle(input: { title: "Eels", publish: {} }) { article { id } } }',
    );
    const read = async (query: Query, mutation: string, variables: Record<string, unknown>) => {
      const selection = `article { corrections { ${PROVENANCE} } } userErrors { message }`;
      const { payload } = await query(
        `mutation ($id: ID!) { payload: ${mutation} { ${selection} } }`,
        variables,
      );
      expect(payload.userErrors).toEqual([]);
      return payload.article.corrections[0];
    };
    const added = await read(
      ada.query,
      'addCorrection(input: { id: $id, text: "A lamprey.", correctedAt: "2020-01-01T00:00:00Z" })',
      createArticle.article,
    );
    expect(added).toMatchObject({
      createdBy: { keyPrefix: ada.prefix },
      lastEditedBy: { keyPrefix: ada.prefix },
    });
    expect(Date.parse(added.createdAt)).toBeGreaterThan(Date.parse('2020-01-02'));
    await bo.query(
      'mutation ($id: ID!) { updateArticle(input: { id: $id, title: "Lampreys" }) { article { id } } }',
      {
        id: createArticle.article.id,
      },
    );
    const changed = await read(bo.query, 'updateCorrection(input: { id: $id, text: "Two lampreys." })', {
      id: added.id,
    });
    expect(changed).toMatchObject({
      ...{ id: added.id, createdAt: added.createdAt },
      createdBy: { keyPrefix: ada.prefix },
      lastEditedBy: { keyPrefix: bo.prefix },
    });
    expect(Date.parse(changed.updatedAt)).toBeGreaterThan(Date.parse(added.updatedAt));
  });

  test('A file has the key that began its upload, and the key that changed its texts', async () => {
    const bytes = Buffer.from('%PDF-1.7\n%%EOF\n');
    const { createUpload } = await ada.query(
      `mutation { createUpload(input: { name: "tides.pdf", bytes: ${bytes.length} }) { upload { id url } } }`,
    );
    const { pathname } = new URL(createUpload.upload.url, gateway.address);
    await fetch(`${gateway.address}${pathname}`, { method: 'PUT', body: bytes });
    const { finishUpload } = await ada.query(
      `mutation ($id: ID!) { finishUpload(input: { id: $id }) { file { ${PROVENANCE} } userErrors { message } } }`,
      { id: createUpload.upload.id },
    );
    expect(finishUpload.file).toMatchObject({
      createdBy: { keyPrefix: ada.prefix },
      lastEditedBy: { keyPrefix: ada.prefix },
    });
    const { updateMedia } = await bo.query(
      `mutation ($id: ID!) { updateMedia(input: { id: $id, alt: "A table" }) { file { ${PROVENANCE} } } }`,
      { id: finishUpload.file.id },
    );
    expect(updateMedia.file).toMatchObject({
      createdBy: { keyPrefix: ada.prefix },
      lastEditedBy: { keyPrefix: bo.prefix },
    });
    expect(Date.parse(updateMedia.file.updatedAt)).toBeGreaterThan(Date.parse(finishUpload.file.updatedAt));
  });

  test('A preview link has the key that created it, and after it was revoked the key that did so', async () => {
    const { article } = await ada.query('{ article(by: { slug: "low-tide" }) { id } }');
    const { createPreviewLink } = await ada.query(
      `mutation ($id: ID!) { createPreviewLink(input: { id: $id, name: "Ike" }) { previewLink { ${PROVENANCE} } } }`,
      article,
    );
    const created = createPreviewLink.previewLink;
    expect(created).toMatchObject({
      createdBy: { keyPrefix: ada.prefix },
      lastEditedBy: { keyPrefix: ada.prefix },
    });
    await bo.query(
      'mutation ($id: ID!) { revokePreviewLinks(input: { id: $id }) { userErrors { message } } }',
      article,
    );
    const { node } = await ada.query(
      `query ($id: ID!) { node(id: $id) { ... on PreviewLink { ${PROVENANCE} } } }`,
      created,
    );
    expect(node).toMatchObject({
      createdAt: created.createdAt,
      createdBy: { keyPrefix: ada.prefix },
      lastEditedBy: { keyPrefix: bo.prefix },
    });
    expect(Date.parse(node.updatedAt)).toBeGreaterThan(Date.parse(created.updatedAt));
  });

  test('A key keeps the time of its last change while it is used', async () => {
    const { apiKeys } = await ada.query('{ apiKeys(first: 50) { nodes { prefix lastUsedAt updatedAt } } }');
    const used = apiKeys.nodes.find(({ prefix }: { prefix: string }) => prefix === ada.prefix);
    expect(Date.parse(used.lastUsedAt)).toBeGreaterThan(Date.parse(used.updatedAt));
  });

  test('An entry of a live blog has the keys of its first and latest revision', async () => {
    const input = { title: 'Storm', slug: 'storm', kind: 'LIVE_BLOG', publish: {} };
    const { createArticle } = await ada.query(
      'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id } } }',
      { input },
    );
    const liveBlog = createArticle.article.id;
    const added = await run(
      ada.query,
      { mutation: 'addLiveBlogEntry', input: { liveBlog, title: 'The wind rises' } },
      'entry',
    );
    const changed = await run(
      bo.query,
      { mutation: 'updateLiveBlogEntry', input: { id: added.id, title: 'The wind falls' } },
      'entry',
    );
    expect(changed).toMatchObject({
      createdAt: added.createdAt,
      createdBy: { keyPrefix: ada.prefix },
      lastEditedBy: { keyPrefix: bo.prefix },
    });
    expect(Date.parse(changed.updatedAt)).toBeGreaterThan(Date.parse(added.updatedAt));
    const { article } = await gateway.query(
      '{ article(by: { slug: "storm" }) { createdAt liveBlog { createdAt updatedAt } } }',
    );
    expect(article.liveBlog.createdAt).toBe(article.createdAt);
    expect(article.liveBlog.updatedAt).toBe(changed.updatedAt);
  });

  test('A job has the key that requested it, and the time of its last step', async () => {
    const { prisma } = gateway.database;
    const key = await prisma.apiKey.findUniqueOrThrow({ where: { prefix: ada.prefix } });
    const { id } = await prisma.bulkJob.create({
      data: { keyId: key.id, keyName: key.name, input: {}, articleIds: [1], total: 1 },
    });
    const { node: job } = await ada.query(
      `query ($id: ID!) { node(id: $id) { ... on Job { ${PROVENANCE} } } }`,
      { id: toGlobalId('Job', id) },
    );
    expect(job).toMatchObject({
      createdBy: { keyPrefix: ada.prefix },
      lastEditedBy: { keyPrefix: ada.prefix },
    });
    expect(Date.parse(job.updatedAt)).toBeGreaterThanOrEqual(Date.parse(job.createdAt));
  });

  test('A subscription and a delivery have the time of their last change, and a newsletter issue the time of its creation', async () => {
    const { prisma } = gateway.database;
    const { id: newsletterId } = await prisma.newsletter.findFirstOrThrow();
    const { id: webhookId } = await prisma.webhook.findFirstOrThrow();
    const issue = await prisma.newsletterIssue.create({
      data: { newsletterId, number: 1, sentAt: new Date() },
    });
    const subscription = await prisma.newsletterSubscription.create({
      data: { newsletterId, email: 'a@b.example', addressHash: Buffer.from('1'), status: 'PENDING' },
    });
    const delivery = await prisma.webhookDelivery.create({
      data: { webhookId, sequence: 1n, messageId: 'm', kind: 'PUBLISHED', payload: '{}', dueAt: null },
    });
    await prisma.newsletterSubscription.update({
      where: { id: subscription.id },
      data: { status: 'ACTIVE' },
    });
    await prisma.webhookDelivery.update({ where: { id: delivery.id }, data: { tries: 1 } });
    const ids = [
      toGlobalId('NewsletterSubscription', subscription.id),
      toGlobalId('WebhookDelivery', delivery.id),
      toGlobalId('NewsletterIssue', issue.id),
    ];
    const { nodes } = await ada.query(
      `query ($ids: [ID!]!) { nodes(ids: $ids) {
        ... on NewsletterSubscription { createdAt updatedAt }
        ... on WebhookDelivery { createdAt updatedAt }
        ... on NewsletterIssue { createdAt sentAt }
      } }`,
      { ids },
    );
    const [subscribed, delivered, sent] = nodes;
    for (const each of [subscribed, delivered])
      expect(Date.parse(each.updatedAt)).toBeGreaterThan(Date.parse(each.createdAt));
    expect(sent.createdAt).toBe(issue.sentAt.toISOString());
    expect(sent.sentAt).toBe(sent.createdAt);
  });

  test('What an import brings has times, and no key', async () => {
    await gateway.save({ slug: 'import', section: ['Sea'], tags: ['Herring'], authors: ['Ike Sand'] });
    const { article } = await ada.query(
      `{ article(by: { slug: "import" }) { ${PROVENANCE} section { ${PROVENANCE} } tags { ${PROVENANCE} } authors { ${PROVENANCE} } } }`,
    );
    for (const each of [article, article.section, ...article.tags, ...article.authors])
      expect(each).toMatchObject({
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        createdBy: null,
        lastEditedBy: null,
      });
  });

  test('An identity of an OpenID provider has its issuer and subject', async () => {
    const { prisma } = gateway.database;
    const { id } = await prisma.apiKey.create({
      data: { name: 'ida', prefix: 'id_1', issuer: 'https://id.example', subject: 'ida', scopes: [] },
    });
    await prisma.tag.updateMany({ where: { slug: 'herring' }, data: { createdById: id } });
    const { tag } = await ada.query(`{ tag(by: { slug: "herring" }) { createdBy ${ACTOR} } }`);
    expect(tag.createdBy).toEqual({
      name: 'ida',
      keyPrefix: 'id_1',
      subject: 'ida',
      issuer: 'https://id.example',
    });
  });
});

describe('Readers', () => {
  test('Without a scope, who wrote is null beside an error, and the times are public', async () => {
    const response = await fetch(`${gateway.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: '{ tag(by: { slug: "herring" }) { createdAt updatedAt createdBy { name } } }',
      }),
    });
    const { data, errors } = (await response.json()) as any;
    expect(data.tag).toEqual({
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      createdBy: null,
    });
    expect(errors).toMatchObject([{ path: ['tag', 'createdBy'], extensions: { code: 'FORBIDDEN' } }]);
  });

  test('A cached answer has the new time after a change', async () => {
    const read = async () =>
      (await gateway.query('{ article(by: { slug: "import" }) { tags { name updatedAt } } }')).article.tags;
    const [before] = await read();
    expect(await read()).toEqual([before]);
    const { tag } = await ada.query('{ tag(by: { slug: "herring" }) { id } }');
    await run(bo.query, { mutation: 'updateTag', input: { id: tag.id, name: 'Herrings' } }, 'tag');
    const [after] = await read();
    expect(after.name).toBe('Herrings');
    expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt));
  });
});

test('The actors of all objects of a type are read with one statement', async () => {
  await gateway.saveMany(Array.from({ length: 5 }, (_, i) => ({ slug: `many-${i}`, tags: [`Tag ${i}`] })));
  const statements = await recordStatements(() =>
    ada.query(`{ tags(first: 5) { nodes { createdBy ${ACTOR} lastEditedBy ${ACTOR} } } }`),
  );
  expect(statements.filter((text) => text.includes('provenance'))).toHaveLength(1);
});
