import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createFrontEditor, type EditFront } from '../../../support/fronts.js';
import { type Gateway, startGateway } from '../../../support/gateway.js';

/**
 * Properties that Google requires of a list on a page that leads to pages of its entries
 * (https://developers.google.com/search/docs/appearance/structured-data/carousel).
 */
const REQUIRED = { ItemList: ['itemListElement'], ListItem: ['position', 'url'] };

let gateway: Gateway;
let edit: EditFront;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '16' });
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
  edit = createFrontEditor(gateway, desk);
  await gateway.saveMany(
    [1, 2, 3].map((day) => ({
      slug: `news-${day}`,
      section: ['World'],
      publishedAt: new Date(`2026-01-0${day}T12:00:00Z`),
    })),
  );
  await gateway.save({ slug: 'secret', section: ['World'], draft: true });
});
afterAll(() => gateway.close());

async function readList(path: string) {
  const document = 'query ($path: String!) { front(path: $path) { seo { jsonLd } } }';
  const jsonLd = JSON.parse((await gateway.query(document, { path })).front.seo.jsonLd);
  const page = (jsonLd['@graph'] ?? [jsonLd]).find((each: any) => each['@type'] === 'CollectionPage');
  return page.mainEntity;
}

test.each(['/', '/weekend'])('JSON-LD of the front at %s lists its articles, each once', async (path) => {
  const { front } = await edit('createFront', {
    path,
    containers: [
      { cards: [{ article: 'news-1' }, { article: 'secret' }] },
      { rule: { articles: { filter: { sections: { any: ['world'] } } } } },
      { allowsRepeats: true, size: 1, rule: { articles: { orderBy: 'OLDEST' } } },
    ],
  });
  await edit('publishFront', { id: front!.id });
  const list = await readList(path);
  expect(list['@type']).toBe('ItemList');
  for (const [type, names] of Object.entries(REQUIRED))
    for (const each of type === 'ItemList' ? [list] : list.itemListElement) {
      expect(each['@type']).toBe(type);
      for (const name of names) expect(each[name]).toBeTruthy();
    }
  expect(list.itemListElement.map(({ position, url }: any) => [position, new URL(url).pathname])).toEqual([
    [1, '/world/news-1'],
    [2, '/world/news-3'],
    [3, '/world/news-2'],
  ]);
  await edit('updateFront', { id: front!.id, containers: [{ cards: [{ article: 'news-2' }] }] });
  await edit('publishFront', { id: front!.id });
  expect((await readList(path)).itemListElement).toHaveLength(1);
});
