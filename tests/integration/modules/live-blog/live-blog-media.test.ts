import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../../support/gateway.js';
import { createLiveBlog } from '../../../support/live-blog.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

test('A file that an entry of a live blog shows is used by its article', async () => {
  const hash = 'c'.repeat(40);
  const { id: fileId } = await gateway.database.prisma.mediaFile.create({
    data: { hash, key: `${hash}.png`, name: 'c.png', mimeType: 'image/png', bytes: 1, width: 1, height: 1 },
  });
  await gateway.database.prisma.mediaSource.create({
    data: { url: `/media/${hash}.png`, fileId, checkedAt: new Date() },
  });
  const { add, desk } = await createLiveBlog(gateway, 'storm');
  const read = `{ mediaFiles(filter: { isUsed: true }) { nodes { name usages { title } } } }`;
  expect((await desk(read)).mediaFiles.nodes).toEqual([]);
  await add({ title: 'A picture', body: { html: `<p><img src="/media/${hash}.png" alt="Waves"></p>` } });
  expect((await desk(read)).mediaFiles.nodes).toEqual([
    { name: 'c.png', usages: [{ title: 'Storm storm' }] },
  ]);
});
