import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadExampleModel } from '../support/own-fields/model.js';
import { createRandom } from '../support/random.mjs';
import { startTwoInstances, type TwoInstances } from '../support/two-instances.js';

/** Edits of one run; more with `ANSWER_EDITS=1000 npm run test:stress -- own-fields`. */
const EDIT_COUNT = Number(process.env.ANSWER_EDITS ?? 40);
const ARTICLE_COUNT = 12;

const CONDITIONS = [
  'fields: { kicker: { any: ["A", "B"] } }',
  'fields: { kicker: { none: ["A"] } }',
  'fields: { spiceLevel: { min: 2, max: 4 } }',
  'fields: { isSponsored: false }',
  'fields: { eventDate: { after: "2026-01-03" } }',
  'fields: { priceRange: { any: [CHEAP] }, spiceLevel: { max: 3 } }',
  'fields: { review: { stars: { min: 3 } } }',
  'kinds: [REVIEW]',
  'sections: { any: ["world"] }, fields: { spiceLevel: { min: 1 } }',
  'tags: { any: ["tag-1"] }, kinds: [ARTICLE]',
];
const VALUES = `slug kind fields { kicker spiceLevel isSponsored seeAlso { slug fields { kicker } } location { name } verdict { html } }
  review { stars critic { name fields { homepage } } } section { fields { colour } } tags { slug fields { isTopic } }`;
const QUESTIONS = [
  ...CONDITIONS.flatMap((filter) => [
    `{ articles(filter: { ${filter} }) { totalCount nodes { slug } } }`,
    `{ articles(first: 3, orderBy: TITLE, filter: { ${filter} }) { nodes { ${VALUES} } } }`,
    `{ archive(filter: { ${filter} }) { month articleCount } search(query: "ferry", filter: { ${filter} }) { totalCount nodes { slug } } }`,
  ]),
  ...Array.from({ length: ARTICLE_COUNT }, (_, i) => `{ article(by: { slug: "story-${i}" }) { ${VALUES} } }`),
  '{ sections { slug fields { colour } } tags { nodes { slug fields { isTopic } } } authors { nodes { slug fields { homepage } } } }',
];

let two: TwoInstances;
beforeAll(async () => {
  two = await startTwoInstances({ model: await loadExampleModel() });
  for (let i = 0; i < ARTICLE_COUNT; i++) {
    await two.gateway.save({
      slug: `story-${i}`,
      title: `Story ${i}`,
      section: [i % 2 ? 'World' : 'Sport'],
      tags: [`tag ${i % 3}`],
      authors: [`Author ${i % 3}`],
      body: { format: 'markdown', text: 'The ferry.' },
      publishedAt: new Date(Date.UTC(2026, i % 4, 1 + i)),
    });
  }
  await two.waitForCacheSync();
});
afterAll(() => two.close());

test('After any edit of own fields, cached responses equal those of a fresh execution', async () => {
  const { sendQuery, getEditorHeaders, edit, getArticleId, other, gateway } = two;
  const random = createRandom(20_261_126);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const pickStory = () => getArticleId(`story-${Math.floor(random() * ARTICLE_COUNT)}`);
  const headers = { ...getEditorHeaders(), 'x-perspective': 'preview' };
  const findId = async (list: string) => {
    const { data } = await sendQuery(`{ ${list} }`, headers);
    const found = Object.values(data)[0] as { nodes?: { id: string }[] } | { id: string }[];
    return pick(Array.isArray(found) ? found : found.nodes!).id;
  };
  const author = await findId('authors { nodes { id } }');
  const update = async (input: string, isPublished = true) => {
    const id = await pickStory();
    await edit('updateArticle', `{ id: "${id}", ${input} }`);
    if (isPublished) await edit('publishArticle', `{ id: "${id}" }`);
  };
  const edits: Record<string, () => Promise<unknown>> = {
    text: () => update(`fields: { kicker: ${pick(['"A"', '"B"', '"C"', 'null'])} }`),
    number: () => update(`fields: { spiceLevel: ${pick([0, 1, 2, 3, 4, 5, null])} }`),
    boolean: () => update(`fields: { isSponsored: ${pick([true, false, null])} }`),
    date: () => update(`fields: { eventDate: "2026-01-0${1 + Math.floor(random() * 5)}" }`),
    option: () => update(`fields: { priceRange: ${pick(['CHEAP', 'MODERATE', 'null'])} }`),
    group: () => update(`fields: { location: { name: "Place ${Math.floor(random() * 9)}" } }`),
    'rich text': () => update(`fields: { verdict: { markdown: "Words ${Math.floor(random() * 9)}" } }`),
    references: async () => update(`fields: { seeAlso: ["${await pickStory()}", "${await pickStory()}"] }`),
    kind: () =>
      update(`kind: ${pick(['REVIEW', 'REVIEW', 'ARTICLE'])}, ${pick(['', `review: null`])}`).catch(
        () => undefined,
      ),
    review: () => update(`kind: REVIEW, review: { stars: ${pick([1, 2, 3, 4, 5])}, critic: "${author}" }`),
    'a draft only': () => update('fields: { kicker: "Unpublished", spiceLevel: 3 }', false),
    unpublished: async () => edit('unpublishArticle', `{ id: "${await pickStory()}" }`),
    published: async () => edit('publishArticle', `{ id: "${await pickStory()}" }`),
    'an author': () =>
      edit(
        'updateAuthor',
        `{ id: "${author}", fields: { homepage: "https://a.example/${pick([1, 2, 3])}" } }`,
      ),
    'a tag': async () =>
      edit(
        'updateTag',
        `{ id: "${await findId('tags { nodes { id } }')}", fields: { isTopic: ${pick([true, false])} } }`,
      ),
    'a section': async () =>
      edit(
        'updateSection',
        `{ id: "${await findId('sections { id }')}", fields: { colour: "${pick(['#111111', '#222222'])}" } }`,
      ),
  };
  const stale: string[] = [];
  const counts = { hits: 0, asked: 0 };
  for (const question of QUESTIONS) {
    expect((await sendQuery(question)).text).not.toContain('"errors"');
  }
  for (let number = 1; number <= EDIT_COUNT; number++) {
    const name = pick(Object.keys(edits));
    await edits[name]!();
    await two.waitForCacheSync();
    for (const question of QUESTIONS) {
      const fresh = (await sendQuery(question, getEditorHeaders())).text;
      for (const address of [gateway.address, other.address]) {
        const { text, cache } = await sendQuery(question, {}, address);
        counts.asked += 1;
        if (cache === 'HIT') counts.hits += 1;
        if (text !== fresh) stale.push(`${number} ${name}: ${question}\n${text}\n${fresh}`);
      }
    }
  }
  expect(stale).toEqual([]);
  // Most responses survive an edit, or the cache would be of no use.
  expect(counts.hits / counts.asked).toBeGreaterThan(0.2);
}, 3_600_000);
