import { afterAll, afterEach, expect, test } from '@jest/globals';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, query, startDateline } from '../support/dateline-process.js';

const folders = new DataFolderFixture();
afterEach(() => DatelineProcess.killAll());
afterAll(() => folders.remove());

const REQUESTS = 3_000;
/** Requests between two looks at the old objects; a look at each collection of young ones is enough. */
const BETWEEN_LOOKS = 50;
/** Bytes of old objects that a request may leave. It left 65,000 while its closures were values of properties. */
const MAX_BYTES = 20_000;

const PAGE = `query ($path: String!) {
  article(by: { path: $path }) {
    title standfirst publishedAt authors { name } section { name } tags { name } image { url alt }
    body { html } previous { title } next { title } related(first: 6) { article { title path } }
  }
  popular(first: 5) { article { title } }
}`;

/** Returns the bytes of old objects in the heap of the gateway. */
async function readOldBytes(address: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text();
  const bytes = /^nodejs_heap_space_size_used_bytes\{space="old"\} (\S+)$/m.exec(text)?.[1];
  expect(bytes).toBeDefined();
  return Number(bytes);
}

test('Requests without caches leave few old objects', async () => {
  const { address, dateline } = await startDateline({
    ...{ DATA_DIR: await folders.createFolder(), CACHE_MB: '0', RATE_PER_CLIENT: '0' },
  });
  const { articles } = await query(address, '{ articles(first: 40) { nodes { path } } }');
  const paths = articles.nodes.map(({ path }: { path: string }) => path);
  const send = async (count: number) => {
    for (let i = 0; i < count; i++)
      await query(address, PAGE, { variables: { path: paths[i % paths.length] } });
  };
  await send(REQUESTS / 3); // until code and statements are compiled
  let last = await readOldBytes(address);
  let left = 0;
  for (let sent = 0; sent < REQUESTS; sent += BETWEEN_LOOKS) {
    await send(BETWEEN_LOOKS);
    const bytes = await readOldBytes(address);
    left += Math.max(bytes - last, 0); // less after a collection of old objects
    last = bytes;
  }
  expect(left / REQUESTS).toBeLessThan(MAX_BYTES);
  expect(await dateline.stop()).toBe(0);
}, 120_000);
