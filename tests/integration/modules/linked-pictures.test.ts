import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import type { BackgroundWorker } from '../../../src/modules/module.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { countJobs, makeJobsDue } from '../../support/jobs.js';
import { loadExampleModel } from '../../support/own-fields/model.js';
import { drawPicture } from '../../support/pictures.js';
import { waitUntil } from '../../support/until.js';

const IMAGE = 'image { width height thumbhash sizeError }';
const CREATE = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) {
  article { slug ${IMAGE} fields { poster { width sizeError } } } userErrors { field message } } }`;

let gateway: Gateway;
let asDesk: Query;
let server: Server;
let background: BackgroundWorker;
let isBusy = true;
let hanging = () => {};
beforeAll(async () => {
  const model = await loadExampleModel();
  gateway = await startGateway({ CACHE_MB: '8', IMPORT_ALLOW_PRIVATE: 'true' }, { model });
  asDesk = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const bytes = await drawPicture({ width: 120, height: 80 });
  server = createServer((request, response) => {
    if (request.url === '/page.html') response.end('<!DOCTYPE html><title>Sorry</title>');
    else if (request.url === '/late.jpg' && isBusy) response.writeHead(500).end();
    else if (request.url === '/slow.jpg' && isBusy) hanging = () => response.end(bytes);
    else response.end(bytes);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  await background?.stop();
  server.close();
  await gateway.close();
});

const urlOf = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
const create = async (path: string, input: object = {}) => {
  const image = { url: urlOf(path), alt: '' };
  return (await asDesk(CREATE, { input: { title: path, image, publish: {}, ...input } })).createArticle;
};
test('A picture that is given by its URL is measured when it is saved', async () => {
  const poster = { url: urlOf('/poster.jpg'), alt: '' };
  const { article, userErrors } = await create('/now.jpg', { fields: { poster } });
  expect(userErrors).toEqual([]);
  expect(article).toMatchObject({
    image: { width: 120, height: 80, thumbhash: expect.any(String), sizeError: null },
    fields: { poster: { width: 120, sizeError: null } },
  });
  const document = `mutation ($input: CreateTagInput!) { createTag(input: $input) { tag { ${IMAGE} } } }`;
  const image = { url: urlOf('/tag.jpg'), alt: '' };
  const { createTag } = await asDesk(document, { input: { name: 'Measured', image } });
  expect(createTag.tag.image).toMatchObject({ width: 120, sizeError: null });
  const { mediaFiles } = await asDesk('{ mediaFiles { totalCount } }');
  expect(mediaFiles.totalCount).toBe(0);
});

test('A file that is no picture says so, and its size is null', async () => {
  const { article } = await create('/page.html');
  expect(article.image).toMatchObject({
    width: null,
    sizeError: expect.stringContaining('cannot be recognized'),
  });
});

test('A save does not wait for a server that hangs, and the size appears when it answers', async () => {
  const { article } = await create('/slow.jpg');
  expect(article.image).toMatchObject({
    width: null,
    sizeError: expect.stringContaining('within 3 seconds'),
  });
  hanging();
  const read = async () =>
    (await gateway.query(`{ article(by: { slug: "${article.slug}" }) { ${IMAGE} } }`)).article;
  await waitUntil(async () => (await read()).image.width === 120);
  expect((await read()).image.sizeError).toBeNull();
});

test('A picture that cannot be read is measured by a job, and cached answers follow', async () => {
  const { article } = await create('/late.jpg');
  const read = async () =>
    (await gateway.query(`{ article(by: { slug: "${article.slug}" }) { ${IMAGE} } }`)).article;
  const failed = { width: null, sizeError: expect.stringContaining('responded with status 500') };
  expect(article.image).toMatchObject(failed);
  expect((await read()).image).toMatchObject(failed);
  isBusy = false;
  const { database } = gateway;
  const config = readConfig({ IMPORT_ALLOW_PRIVATE: 'true' });
  background = await startBackgroundWorkers({ config, database, logger: noopLogger });
  await makeJobsDue(database.pool, 'measure_picture');
  await waitUntil(async () => (await read()).image.width === 120);
  expect((await read()).image.sizeError).toBeNull();
  await waitUntil(async () => (await countJobs(database.pool, 'measure_picture')) === 0);
});

test('Pictures of a body are measured by jobs', async () => {
  const html = `<p>a</p><p><img src="${urlOf('/1.jpg?a=1&amp;b=2')}" alt=""></p><p><img src="${urlOf('/2.jpg')}" alt=""></p>`;
  const input = { title: 'Body', publish: {}, slug: 'body', body: { html } };
  expect((await asDesk(CREATE, { input })).createArticle.userErrors).toEqual([]);
  await makeJobsDue(gateway.database.pool, 'measure_picture');
  const query =
    '{ article(by: { slug: "body" }) { body { blocks { ... on ImageBlock { image { width } } } } } }';
  const read = async () => (await gateway.query(query)).article.body.blocks.slice(1);
  const measured = { image: { width: 120 } };
  await waitUntil(async () => JSON.stringify(await read()) === JSON.stringify([measured, measured]));
});

test('A private address is not read unless the setting allows it', async () => {
  const strict = await startGateway({}, { beside: gateway });
  const input = { title: 'Private', image: { url: urlOf('/private.jpg'), alt: '' } };
  const document = CREATE.replace('fields { poster { width sizeError } }', '');
  const { article } = (await strict.queryAs(await gateway.createKey('write'))(document, { input }))
    .createArticle;
  expect(article.image).toMatchObject({ width: null, sizeError: expect.stringContaining('private address') });
  await strict.close();
});
