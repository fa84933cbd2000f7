import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess } from '../support/dateline-process.js';
import { buildSite, findPort, SiteProcess } from '../support/site-process.js';
import { waitUntil } from '../support/until.js';

const describeSite = buildSite() ? describe : describe.skip;
const UPDATE =
  'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { article { path } userErrors { message } } }';
/** Milliseconds that a webhook has to arrive. The site waits ten seconds for the gateway. */
const WEBHOOK_MS = 4_000;

describeSite('Renders beside changes', () => {
  const folders = new DataFolderFixture();
  /** While it is true, responses for pages wait in `held`. */
  let isHolding = false;
  const held: (() => void)[] = [];
  let site: SiteProcess;
  const proxy = createServer();

  beforeAll(async () => {
    const gatewayPort = await findPort();
    proxy.on('request', (request, response) => {
      const { method, url: path, headers } = request;
      const forward = send({ host: '127.0.0.1', port: gatewayPort, method, path, headers }, (answer) => {
        const pass = () => {
          response.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(response);
        };
        // The kit names this header as it renders a page.
        if (isHolding && headers['x-cache-tags-max']) held.push(pass);
        else pass();
      });
      forward.on('error', () => response.destroy());
      request.pipe(forward);
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    const { port } = proxy.address() as AddressInfo;
    site = await SiteProcess.start(await folders.createFolder(), {
      PORT: gatewayPort,
      DATELINE_URL: `http://127.0.0.1:${port}`,
    });
  }, 600_000);

  afterAll(async () => {
    await site?.stop();
    proxy.close();
    DatelineProcess.killAll();
    await folders.remove();
  });

  test('A page whose article changes while it is rendered shows the change within seconds', async () => {
    const { id, path } = await site.create('First of the render');
    const publish = (title: string) => site.mutate(UPDATE, { input: { id, title, publish: {} } });
    const shows = async (title: string) => (await site.read(path)).includes(title);
    await waitUntil(() => shows('First of the render'));
    await publish('Second of the render');
    await waitUntil(() => shows('Second of the render'));
    isHolding = true;
    await publish('Third of the render');
    await waitUntil(async () => {
      if (held.length === 0) void site.read(path);
      return held.length > 0;
    });
    // The render has read the third title, and ends after the webhook of the fourth.
    await publish('Fourth of the render');
    await new Promise((done) => setTimeout(done, WEBHOOK_MS));
    isHolding = false;
    for (const pass of held.splice(0)) pass();
    const startedAt = Date.now();
    await waitUntil(() => shows('Fourth of the render'));
    // A page that passed for newer would be rendered again after a minute.
    expect(Date.now() - startedAt).toBeLessThan(30_000);
  });
});
