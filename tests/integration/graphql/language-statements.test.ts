import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RelatedService } from '../../../src/modules/related/index/related-index.service.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';

let one: Gateway;
let five: Gateway;
beforeAll(async () => {
  one = await startGateway({ READ_SECONDS: '60' });
  five = await startGateway({
    READ_SECONDS: '60',
    SITE_LANGUAGES: 'de,fr,es,ar',
    SITE_LANGUAGE_FALLBACKS: 'ar:fr,en',
  });
  for (const gateway of [one, five])
    await gateway.saveMany(
      [1, 2, 3, 4].map((i) => ({
        slug: `story-${i}`,
        title: `Story ${i}`,
        section: ['World'],
        tags: ['Sea'],
        authors: ['Ann'],
        image: {
          url: `/${i}.jpg`,
          alt: 'Sea',
          caption: null,
          credit: null,
          width: 1,
          height: 1,
          focalX: null,
          focalY: null,
        },
        publishedAt: new Date(Date.UTC(2026, 0, i)),
      })),
    );
  for (const { database } of [one, five])
    await new RelatedService(database.pool, 'en').rebuild(() => undefined);
});
afterAll(() => Promise.all([one.close(), five.close()]));

const PAGES = [
  '{ articles(first: 3) { nodes { title image { url width } related(first: 3) { article { title path } } } pageInfo { hasNextPage } } }',
  '{ articles(first: 3) { totalCount nodes { title path language tags { name path } authors { name path } section { name path } } } }',
  '{ article(by: { slug: "story-2" }) { title body { html } previous { title } next { title } related(first: 3) { article { title } } seo { title } } }',
  '{ sections { name path articles(first: 2) { nodes { title } } } popular(first: 3) { article { title } } site { title } }',
  '{ tag(by: { slug: "sea" }) { name path articleCount articles(first: 2) { nodes { title } } } }',
  '{ route(path: "/world/story-1") { status node { ... on Article { title } } } }',
  '{ search(query: "story", first: 3) { totalCount nodes { title } } }',
];

test('Pages of a site with five languages take the statements of a site with one, in the schemas of the language', async () => {
  for (const page of PAGES) {
    const read = (gateway: Gateway) => recordStatements(() => gateway.query(page));
    const ofOne = await read(one);
    const ofFive = await read(five);
    expect(ofFive.map((text) => text.replaceAll('"published_en"', '"published"'))).toEqual(ofOne);
    // Each names a view, and none that of all languages.
    for (const text of ofFive) expect(text).not.toMatch(/"published"\."/);
    for (const text of ofOne) expect(text).not.toContain('"published_en"');
  }
});
