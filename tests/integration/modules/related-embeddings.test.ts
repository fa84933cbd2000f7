import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ArticleEmbedder } from '../../../src/modules/related/embeddings/embed-articles.js';
import { EmbeddingService } from '../../../src/modules/related/embeddings/embedding-service.js';
import { RelatedService } from '../../../src/modules/related/index/related-index.service.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

const MODEL = { model: 'topics-1', weight: 0.5 };
/** Words of a topic, which have no stem in common. */
const TOPICS = [/ferry|vessel|harbour/i, /bread|loaf|bakery/i, /salary|wage/i];

let gateway: Gateway;
let server: Server;
/** Response of the service in place of vectors. */
let fault: { status: number; body: string; about: RegExp } | null = null;
let requests: { authorization: string | undefined; model: string; input: string[] }[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const { model, input } = JSON.parse(Buffer.concat(chunks).toString());
    requests.push({ authorization: request.headers.authorization, model, input });
    if (fault && input.some((text: string) => fault!.about.test(text))) {
      response.writeHead(fault.status).end(fault.body);
      return;
    }
    const data = input.map((text: string, index: number) => ({
      index,
      embedding: TOPICS.map((topic) => (topic.test(text) ? 3 : 0)),
    }));
    // The order of a response does not matter.
    response.end(JSON.stringify({ object: 'list', data: data.reverse() }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const publishedAt = new Date('2026-01-01');
  const texts = {
    strike: 'The ferry crews stop work on Monday.',
    vessel: 'A vessel was blocked by its crew.',
    loaf: 'A loaf for the crew of Monday mornings.',
    alone: 'Nothing at all about anything.',
  };
  for (const [slug, text] of Object.entries(texts))
    await gateway.save({ slug, title: `Report ${slug}`, body: { format: 'markdown', text }, publishedAt });
});
beforeEach(() => {
  fault = null;
  requests = [];
});
afterAll(async () => {
  server.close();
  await gateway.close();
});

function createEmbedder(model = MODEL.model) {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/v1/embeddings`;
  const service = new EmbeddingService({ url, apiKey: 'sesame', model });
  return new ArticleEmbedder(gateway.database.pool, service, model, noopLogger);
}

async function listRelated(slug: string): Promise<string[]> {
  const { article } = await gateway.query(
    'query ($slug: String!) { article(by: { slug: $slug }) { related { article { slug } } } }',
    { slug },
  );
  return article.related.map((each: { article: { slug: string } }) => each.article.slug);
}

const createRelated = (embeddings: typeof MODEL | null = MODEL) =>
  new RelatedService(gateway.database.pool, 'en', embeddings);

test('Lists are those of words while the service is away, and of both after it is back', async () => {
  await createRelated().rebuild(() => undefined);
  const ofWords = await listRelated('strike');
  expect(ofWords.indexOf('loaf')).toBeLessThan(ofWords.indexOf('vessel'));
  for (const [status, body] of [
    [503, 'loading'],
    [200, 'no JSON'],
    [200, '{"data":[]}'],
    [200, '{"data":[{"index":0,"embedding":["a"]}]}'],
  ] as const) {
    fault = { status, body, about: /./ };
    expect(await createEmbedder().run()).toBe(0);
  }
  await createRelated().refresh();
  expect(await listRelated('strike')).toEqual(ofWords);

  fault = null;
  expect(await createEmbedder().run()).toBe(4);
  expect(requests.at(-1)).toMatchObject({ authorization: 'Bearer sesame', model: 'topics-1' });
  await createRelated().refresh();
  const ofBoth = await listRelated('strike');
  expect(ofBoth.indexOf('vessel')).toBeLessThan(ofBoth.indexOf('loaf'));
  // Nothing is sent twice, and without the setting the vectors do not count.
  requests = [];
  expect(await createEmbedder().run()).toBe(0);
  expect(requests).toEqual([]);
  await createRelated(null).rebuild(() => undefined);
  expect(await listRelated('strike')).toEqual(ofWords);
});

test('A text that the service refuses does not hold up the others', async () => {
  fault = { status: 413, body: 'too long', about: /bakery/ };
  await gateway.save({
    slug: 'refused',
    title: 'Report refused',
    body: { format: 'markdown', text: 'bakery '.repeat(5_000) },
    publishedAt: new Date('2026-01-02'),
  });
  await gateway.save({ slug: 'wage', title: 'Report wage', publishedAt: new Date('2026-01-02') });
  await createRelated().rebuild(() => undefined);
  expect(await createEmbedder().run()).toBe(2);
  expect(Math.max(...requests.flatMap(({ input }) => input.map(({ length }) => length)))).toBe(8_000);
  const { rows } = await gateway.database.pool.query(
    'SELECT a.slug, length(e.vector) AS bytes FROM article_embedding e JOIN article a ON a.id = e.article_id ORDER BY a.slug',
  );
  expect(rows).toContainEqual({ slug: 'refused', bytes: 0 });
  expect(rows).toContainEqual({ slug: 'wage', bytes: 4 * TOPICS.length });
  requests = [];
  expect(await createEmbedder().run()).toBe(0);
  expect(requests).toEqual([]);
});

test('Drafts are not sent, and an article that is no longer published loses its vector', async () => {
  const key = await gateway.createKey('preview', 'write', 'publish');
  const desk = gateway.queryAs(key);
  await desk(
    `mutation { createArticle(input: { title: "A secret vessel", body: { markdown: "ferry" } }) { article { id } } }`,
  );
  const { article } = await gateway.query('{ article(by: { slug: "wage" }) { id } }');
  await desk(`mutation { unpublishArticle(input: { id: "${article.id}" }) { status } }`);
  await createRelated().rebuild(() => undefined);
  await createEmbedder('topics-2').run();
  const sent = requests.flatMap(({ input }) => input).join('\n');
  expect(sent).toContain('Report vessel');
  expect(sent).not.toContain('secret');
  const { rows } = await gateway.database.pool.query(
    'SELECT count(*)::int AS vectors, min(model) AS model FROM article_embedding',
  );
  expect(rows).toEqual([{ vectors: 5, model: 'topics-2' }]);
});

test('A service that does not respond in time is one that is away', async () => {
  const hanging = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(hanging, 'listening');
  const { port } = hanging.address() as AddressInfo;
  const service = new EmbeddingService(
    { url: `http://127.0.0.1:${port}/`, apiKey: undefined, model: 'any' },
    50,
  );
  await expect(service.embed(['text'])).rejects.toThrow(/timeout/i);
  hanging.closeAllConnections();
  hanging.close();
});
