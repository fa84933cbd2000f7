import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import type { BackgroundWorker } from '../../../src/modules/module.js';
import { AccessLevel } from '../../../src/shared/article/access-level.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';
import { waitUntil } from '../../support/until.js';

const SUGGEST = `query ($prefix: String!, $section: String, $first: Int) {
  suggest(prefix: $prefix, section: $section, first: $first) {
    kind text query articleCount path node { __typename ... on Article { slug } }
  }
}`;
const SETTINGS = { SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de' };

let gateway: Gateway;
let background: BackgroundWorker;
let editor: Query;
beforeAll(async () => {
  gateway = await startGateway({ ...SETTINGS, CACHE_MB: '16' });
  const { database } = gateway;
  background = await startBackgroundWorkers({ config: readConfig(SETTINGS), database, logger: noopLogger });
  editor = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'), 'preview');
  for (const i of [1, 2, 3, 4]) {
    await save(
      `council-${i}`,
      `${i % 2 ? 'Mayor' : 'Today'} Élodie Brandt spoke about the tidal barrier. The tidal barrier cost much, said Brandt ${i}.`,
    );
  }
  for (const i of [1, 2, 3])
    await save(`match-${i}`, `${i % 2 ? 'Then' : 'Coach'} Elke Olsen praised the team ${i} times.`, {
      section: ['Sport'],
    });
  for (const i of [1, 2, 3]) {
    await save(
      `script-${i}`,
      `И пел Владимир Высоцкий ${i}. قال رئيس الوزراء ثم عاد رئيس الوزراء. 東京タワーへ行く。東京タワーを見る。 이재명 대통령 ${i}, 이재명 대통령.`,
    );
  }
  await waitUntilIndexed();
});
afterAll(async () => {
  await background.stop();
  await gateway.close();
});

function save(slug: string, text: string, article: object = {}): Promise<number> {
  const title = `Report ${slug.replace('-', ' number ')}`;
  return gateway.save({
    slug,
    title,
    body: { format: 'markdown', text },
    publishedAt: new Date('2026-03-01'),
    ...article,
  });
}

async function waitUntilIndexed(): Promise<void> {
  await waitUntil(async () => {
    const { rows } = await gateway.database.pool.query(`
      SELECT (SELECT max(sequence) FROM content_change) = (SELECT sequence FROM change_follower WHERE name = 'related')
        AND NOT EXISTS (SELECT FROM related_due)
        AND NOT EXISTS (SELECT FROM related_document WHERE phrases_version = 0) AS "isDone"`);
    return rows[0].isDone;
  });
}

async function suggest(prefix: string, variables: object = {}, ask: Query = gateway.query) {
  return (await ask(SUGGEST, { prefix, ...variables })).suggest;
}

async function getTexts(prefix: string, variables: object = {}, ask?: Query): Promise<string[]> {
  return (await suggest(prefix, variables, ask)).map(({ text }: { text: string }) => text);
}

test('A name says what it is, how many articles have it, and the query that finds them', async () => {
  const [name] = await suggest('elodie b');
  expect(name).toEqual({
    kind: 'NAME',
    text: 'Élodie Brandt',
    query: '"Élodie Brandt"',
    articleCount: 4,
    path: '/council-4',
    node: { __typename: 'Article', slug: 'council-4' },
  });
  const { search } = await gateway.query(
    'query ($query: String!) { search(query: $query) { totalCount } }',
    name,
  );
  expect(search.totalCount).toBe(4);
});

test('Any word of a name or phrase may be typed, and a typo in it is corrected', async () => {
  expect((await suggest('brand'))[0]).toMatchObject({ kind: 'NAME', text: 'Élodie Brandt' });
  expect((await suggest('barri'))[0]).toMatchObject({
    kind: 'PHRASE',
    text: 'tidal barrier',
    articleCount: 4,
  });
  expect((await suggest('elodei br'))[0]).toMatchObject({ text: 'Élodie Brandt' });
});

test('Names and phrases are typed in any script', async () => {
  expect(await getTexts('высоц')).toContain('Владимир Высоцкий');
  expect(await getTexts('رئيس الو')).toContain('رئيس الوزراء');
  expect(await getTexts('이재명 대')).toContain('이재명 대통령');
  expect((await getTexts('東京タ')).some((text) => text.startsWith('東京タワー'))).toBe(true);
});

test('Names come before titles', async () => {
  await save('title', 'Nothing.', { title: 'Elke Olsen, a title' });
  const kinds = (await suggest('elke')).map(({ kind }: { kind: string }) => kind);
  expect(kinds.slice(0, 2)).toEqual(['NAME', 'ARTICLE']);
});

test('What a section writes about comes first', async () => {
  expect(await getTexts('el')).toEqual(expect.arrayContaining(['Élodie Brandt', 'Elke Olsen']));
  expect((await getTexts('el'))[0]).toBe('Élodie Brandt');
  expect((await getTexts('el', { section: 'sport' }))[0]).toBe('Elke Olsen');
  expect((await getTexts('el', { section: 'no-such-section' }))[0]).toBe('Élodie Brandt');
  const [error] = await gateway.queryErrors('{ suggest(prefix: "el", section: "QXJ0aWNsZTox") { text } }');
  expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
});

test('A name that a tag has is suggested once', async () => {
  await save('tagged', 'Text.', { tags: ['Elke Olsen'] });
  expect((await suggest('elke')).filter(({ text }: { text: string }) => text === 'Elke Olsen')).toMatchObject(
    [{ kind: 'TAG' }],
  );
  expect((await getTexts('olsen')).filter((text) => text === 'Elke Olsen')).toHaveLength(1);
  await gateway.database.pool.query(
    "DELETE FROM article_tag USING tag WHERE tag.id = tag_id AND slug = 'elke-olsen'",
  );
});

test('The language of the request counts its own articles', async () => {
  const language = { 'x-language': 'de' };
  const inGerman: Query = (document, variables) => gateway.query(document, variables, language);
  for (const i of [1, 2])
    await save(`bericht-${i}`, 'Bürgermeisterin Élodie Brandt sprach.', { language: 'de' });
  await waitUntilIndexed();
  expect(await getTexts('elodie', {}, inGerman)).toEqual([]);
  await save('bericht-3', 'Bürgermeisterin Élodie Brandt sprach.', { language: 'de' });
  await waitUntilIndexed();
  expect((await suggest('elodie', {}, inGerman))[0]).toMatchObject({
    articleCount: 3,
    node: { slug: 'bericht-3' },
  });
  expect((await suggest('elodie'))[0]).toMatchObject({ articleCount: 4 });
});

describe('A name that readers cannot see', () => {
  test('A name of drafts is suggested to no one', async () => {
    for (const i of [1, 2, 3]) await save(`draft-${i}`, 'The source is Ottilie Krag.', { draft: true });
    await waitUntilIndexed();
    expect(await getTexts('ottil')).toEqual([]);
    expect(await getTexts('ottil', {}, editor)).toEqual([]);
  });

  test('A name behind the free preview is not suggested', async () => {
    const text = `${'Open words. '.repeat(200)}\n\nThe source is Ottoline Krag.`;
    for (const i of [1, 2, 3]) await save(`paid-${i}`, text, { access: AccessLevel.PAID });
    await waitUntilIndexed();
    expect(await getTexts('ottol')).toEqual([]);
  });

  test('A name goes at once when an article with it is unpublished, and comes back', async () => {
    const ids = [];
    for (const i of [1, 2, 3]) ids.push(await save(`gone-${i}`, 'Ferdinand Aske spoke.'));
    await waitUntilIndexed();
    expect((await suggest('ferdi'))[0]).toMatchObject({ articleCount: 3 });
    await save('gone-1', 'Ferdinand Aske spoke.', { draft: true });
    await gateway.database.pool.query('DELETE FROM article WHERE id = $1', [ids[2]]);
    expect(await getTexts('ferdi')).toEqual([]);
    await waitUntilIndexed();
  });

  test('A name that an edit removes is not suggested, and no row of it is left', async () => {
    for (const i of [1, 2, 3]) await save(`edited-${i}`, 'Gudrun Thorne spoke.');
    await waitUntilIndexed();
    expect(await getTexts('gudru')).toEqual(['Gudrun Thorne']);
    for (const i of [1, 2, 3]) await save(`edited-${i}`, 'Nobody spoke.');
    await waitUntilIndexed();
    expect(await getTexts('gudru')).toEqual([]);
    const { rows } = await gateway.database.pool.query("SELECT FROM phrase WHERE phrase = 'gudrun thorne'");
    expect(rows).toEqual([]);
  });
});

test('An article of ten thousand names adds no more than sixty phrases', async () => {
  const name = (i: number) =>
    `A${i.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '')}`;
  const id = await save(
    'hostile',
    Array.from({ length: 10_000 }, (_, i) => `met ${name(i)} ${name(i * 7)}.`).join(' '),
  );
  await waitUntilIndexed();
  const { rows } = await gateway.database.pool.query('SELECT FROM article_phrase WHERE article_id = $1', [
    id,
  ]);
  expect(rows.length).toBeLessThanOrEqual(60);
  expect(rows.length).toBeGreaterThan(0);
});

test('Suggestions take one statement beside those of their content', async () => {
  await background.stop();
  await gateway.query(SUGGEST, { prefix: 'elod' });
  const statements = await recordStatements(() => gateway.query(SUGGEST, { prefix: 'elodie' }));
  expect(statements.filter((each) => each.includes('suggestion'))).toHaveLength(1);
  expect(statements.length).toBeLessThanOrEqual(2);
});
