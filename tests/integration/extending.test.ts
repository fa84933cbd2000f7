import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importDefault, loadSiteConfig } from '../../src/app/site-config.js';
import type { CachePurger } from '../../src/http/cdn/cache-purger.js';
import {
  getMailFailure,
  MailFailure,
  type MailMessage,
  type MailTransport,
} from '../../src/mail/mail-transport.js';
import type { MediaStorage } from '../../src/media/media-storage.js';
import { describeCachePurger } from '../support/contracts/cache-purger-contract.js';
import { createMessage, describeMailTransport } from '../support/contracts/mail-transport-contract.js';
import { describeMediaStorage } from '../support/contracts/media-storage-contract.js';
import { readPage } from '../support/documentation.js';
import { startPostmarkServer } from '../support/postmark-server.js';
import { startReceiver } from '../support/receiver.js';
import { startServer } from '../support/test-server.js';

/** Functions of the page's examples. */
interface Examples {
  createHouseTransport(options: { url: string }): MailTransport;
  createMemoryStorage(): MediaStorage;
  createHousePurger(options: { url: string }): CachePurger;
}

let folder: string;
let examples: Examples;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-extending-'));
  examples = await loadExamples();
});
afterAll(() => rm(folder, { recursive: true }));

/** Loads the examples as a site's configuration file is loaded. */
async function loadExamples(): Promise<Examples> {
  const blocks = readPage('docs/extending.md').blocks.filter(
    ({ language, text }) => language === 'ts' && text.includes('export function create'),
  );
  const loaded: Record<string, unknown> = {};
  for (const [index, { text }] of blocks.entries()) {
    const [, name] = /export function (create\w+)/.exec(text)!;
    const file = join(folder, `example-${index}.ts`);
    await writeFile(file, `${text}\nexport default { ${name} };\n`);
    Object.assign(loaded, await importDefault(file));
  }
  return loaded as unknown as Examples;
}

describe('The examples of docs/extending.md', () => {
  describeMailTransport('the example', async () => {
    const server = await startReceiver();
    const mails: MailMessage[] = [];
    const statuses = new Map<string, number>();
    server.respond = (response, { body }) => {
      const mail = JSON.parse(body) as MailMessage;
      const status = statuses.get(mail.to) ?? 202;
      if (status === 202) mails.push(mail);
      response.writeHead(status).end('No.');
    };
    const { SERVER, REFUSED, NO_MAILBOX } = MailFailure;
    return {
      transport: examples.createHouseTransport({ url: server.address }),
      findMails: async (address) =>
        mails
          .filter(({ to }) => to === address)
          .map(({ to, messageId = 'service@house.example', headers, ...mail }) => ({
            ...mail,
            to: [to],
            messageId: `<${messageId}>`,
            headers: Object.fromEntries(
              Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
            ),
          })),
      failures: [SERVER, REFUSED, NO_MAILBOX],
      refuse: (address, failure) =>
        statuses.set(address, { [NO_MAILBOX]: 410, [REFUSED]: 422, [SERVER]: 503, LATER: 503 }[failure]),
      createRejected: () => [examples.createHouseTransport({ url: 'http://127.0.0.1:1' })],
      close: server.close,
    };
  });

  describeMediaStorage('the example', async () => ({
    storage: examples.createMemoryStorage(),
    close: async () => undefined,
  }));

  describeCachePurger('the example', async () => {
    const server = await startReceiver();
    const responses = new Map<string, string[]>();
    server.respond = (response, { path }) => {
      const [, tag] = /^\/tags\/(.+)$/.exec(path) ?? [];
      if (tag === undefined) return response.writeHead(404).end();
      for (const [key, tags] of responses) if (tags.includes(decodeURIComponent(tag))) responses.delete(key);
      return response.writeHead(204).end();
    };
    return {
      purger: examples.createHousePurger({ url: server.address }),
      fill: async (more) => {
        for (const [path, tags] of Object.entries(more)) responses.set(path, tags);
      },
      isCached: async (path) => responses.has(path),
      createRejected: () => [
        examples.createHousePurger({ url: 'http://127.0.0.1:1' }),
        examples.createHousePurger({ url: `${server.address}/elsewhere` }),
      ],
      close: server.close,
    };
  });
});

test('A part that the configuration file creates has its failures understood by the gateway', async () => {
  const postmark = await startPostmarkServer();
  postmark.refusals.set('reader@mail.example', { status: 422, code: 406 });
  const file = join(folder, 'dateline.config.ts');
  await writeFile(
    file,
    `import { createPostmarkTransport, createS3Storage, createVarnishPurger, defineConfig } from 'dateline';
     export default defineConfig({
       mail: createPostmarkTransport({ url: '${postmark.url}', token: '${postmark.token}' }),
       media: createS3Storage({
         bucketUrl: 'http://127.0.0.1:1/courier',
         region: 'auto',
         accessKeyId: 'a',
         secretAccessKey: 'b',
       }),
       purgers: [createVarnishPurger({ url: 'http://127.0.0.1:1' })],
     });`,
  );
  const siteConfig = await loadSiteConfig(file);
  expect(siteConfig.purgers!.map(({ name }) => name)).toEqual(['varnish']);
  const error = await siteConfig.mail!.send(createMessage()).catch((reason: Error) => reason);
  expect(getMailFailure(error)).toBe(MailFailure.NO_MAILBOX);
  const server = await startServer({ siteConfig });
  expect((await server.get('/media/bridge.webp')).status).toBe(503);
  await server.close();
  await postmark.close();
});

test('A misspelled option of dateline.config.ts is refused by name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-config-'));
  const file = join(folder, 'dateline.config.mjs');
  const load = async (text: string) => {
    await writeFile(file, text);
    return loadSiteConfig(file);
  };
  await expect(load('export default { feilds: {} };')).rejects.toThrow(
    /feilds is not an option\. .*fields, kinds/,
  );
  await rm(file);
  const other = join(folder, 'other.config.mjs');
  await writeFile(other, 'export default { hooks: { afterPublsh: () => undefined } };');
  await expect(loadSiteConfig(other)).rejects.toThrow(/hooks\.afterPublsh is not an option/);
  await rm(folder, { recursive: true });
});
