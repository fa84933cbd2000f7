import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { checkTypes } from '../support/check-code.js';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, query, runCommand, startDateline } from '../support/dateline-process.js';
import { readPage } from '../support/documentation.js';
import { renderAcfExport } from '../support/own-fields/acf-export.js';
import { SITE_FILE } from '../support/own-fields/model.js';

const folders = new DataFolderFixture();
let folder: string;
let settings: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-site-'));
  const site = await readFile(SITE_FILE, 'utf8');
  await writeFile(join(folder, 'dateline.config.ts'), site);
  await writeFile(join(folder, 'export.xml'), renderAcfExport());
  settings = {
    DATA_DIR: await folders.createFolder(),
    DATELINE_CONFIG: join(folder, 'dateline.config.ts'),
    SEED: 'false',
  };
});
afterEach(() => DatelineProcess.killAll());
afterAll(async () => {
  await folders.remove();
  await rm(folder, { recursive: true });
});

/** Changes the site's configuration file. */
async function editSite(before: string, after: string): Promise<void> {
  const text = await readFile(settings.DATELINE_CONFIG!, 'utf8');
  expect(text).toContain(before);
  await writeFile(settings.DATELINE_CONFIG!, text.replace(before, after));
}

const withoutSetup = (output: string) => output.replace(/^Database: .*\n|^.* …\n {2}done in .*\n/gm, '');

test('A site file changes the schema, an export fills its fields, and changes of the file keep stored values', async () => {
  // The schema, without a database.
  const { code, output: schema } = await runCommand(['schema'], settings);
  expect(code).toBe(0);
  expect(schema).toContain('type ArticleFields {');
  expect(schema).toContain('type Review {');

  const imported = await runCommand(['import', 'wordpress', join(folder, 'export.xml')], settings);
  expect(imported.code).toBe(0);
  expect(imported.output).toContain('Own fields filled: kicker (2), verdict (1), spiceLevel (1)');
  expect(imported.output).toContain('Unsupported fields, not imported: chef (1), stars (1)');

  const first = await startDateline(settings);
  const document = (kicker: string) => `{ articles(filter: { fields: { spiceLevel: { min: 4 } } }) { nodes {
    kind fields { ${kicker} eventDate location { name } seeAlso { slug } poster { url } } review { stars pros critic { name } } } } }`;
  const fields = {
    eventDate: '2026-03-01',
    location: { name: 'Quay 4' },
    seeAlso: [{ slug: 'pier-walk' }],
    poster: { url: 'https://old.example/wp-content/uploads/poster.jpg' },
  };
  const review = { stars: 5, pros: ['Fish', 'The view'], critic: { name: 'Ben Brook' } };
  expect((await query(first.address, document('kicker'))).articles.nodes).toEqual([
    { kind: 'REVIEW', fields: { kicker: 'Eating & drinking', ...fields }, review },
  ]);
  await first.dateline.stop();

  await editSite('kicker: text({', "overline: text({ renamedFrom: 'kicker',");
  const second = await startDateline(settings);
  expect(second.dateline.output).toContain(
    'Own field article.kicker is article.overline now, with its values.',
  );
  expect((await query(second.address, document('overline'))).articles.nodes).toEqual([
    { kind: 'REVIEW', fields: { overline: 'Eating & drinking', ...fields }, review },
  ]);
  await second.dateline.stop();

  await editSite(" renamedFrom: 'kicker',", '');
  await editSite(
    "      website: url({ description: 'The website of the place or event.', isFilterable: true }),\n",
    '',
  );
  const third = await startDateline(settings);
  expect(third.dateline.output).toContain(
    'Own field article.website is no longer declared. Its values in 1 article are kept but hidden; to delete them: dateline fields remove article.website',
  );
  const list = await runCommand(['fields', 'list', '--json'], settings);
  expect(JSON.parse(withoutSetup(list.output))).toContainEqual({
    ...{ path: 'article.website', type: 'url', state: 'removed', count: 1 },
  });
  const asked = await runCommand(['fields', 'remove', 'article.website'], settings);
  expect(asked.code).toBe(1);
  expect(withoutSetup(asked.output)).toBe(
    `article.website (The website of the place or event.) has a value in 1 article (1 published) and 2 revisions of them, which would be lost for good.
  harbour-kitchen: "https://kitchen.example/en"
Nothing is deleted yet. To delete it all: add --confirm.
`,
  );
  const declared = await runCommand(['fields', 'remove', 'article.overline', '--confirm'], settings);
  expect(declared).toMatchObject({ code: 1, output: expect.stringContaining('is still declared') });
  const removed = await runCommand(['fields', 'remove', 'article.website', '--confirm'], settings);
  expect(removed).toMatchObject({ code: 0, output: expect.stringContaining('article.website is deleted.') });
  await third.dateline.stop();

  await editSite(
    "spiceLevel: number({\n        description: 'From 0 to 5.',\n        isInteger: true,\n        min: 0,\n        max: 5,",
    "spiceLevel: text({\n        description: 'Hot.',\n        maxLength: 60,",
  );
  const refused = new DatelineProcess('main.js', [], settings);
  expect((await refused.ended).code).toBe(1);
  expect(refused.output).toContain('article.spiceLevel: its values cannot become text (they are number).');
}, 600_000);

test('A mistake in the site file is named with its place, by the gateway and by commands', async () => {
  const file = join(folder, 'mistake.config.ts');
  await writeFile(
    file,
    `import { defineConfig, text } from 'dateline';
     export default defineConfig({ fields: { article: { Kicker: text({ description: 'Above.' }) } } });`,
  );
  const { code, output } = await runCommand(['schema'], { DATELINE_CONFIG: file });
  expect(code).toBe(1);
  expect(output).toBe(
    `${file} has errors:\n  fields.article.Kicker: a field is named in camelCase, such as spiceLevel, in at most 50 letters and digits.\n`,
  );
});

test('Front ends get types of own fields from graphql-codegen', async () => {
  const { output } = await runCommand(['schema'], { DATELINE_CONFIG: SITE_FILE });
  const text = `query Reviews($min: Int) {
    articles(filter: { kinds: [REVIEW], fields: { review: { stars: { min: $min } } } }) {
      nodes { kind fields { kicker spiceLevel priceRange seeAlso { slug } location { name } verdict { html } } review { stars pros } }
    }
  }`;
  const document = parse(text);
  const options = await preset.buildGeneratesSection({
    ...{ baseOutputDir: 'graph/', schema: parse(output), schemaAst: buildSchema(output), plugins: [] },
    ...{
      config: {},
      pluginMap: {},
      presetConfig: { fragmentMasking: false },
      documents: [{ location: 'a.ts', document, rawSDL: text }],
    },
  } as never);
  const files = await Promise.all(
    options.map(async (section) => [section.filename, await codegen(section)] as const),
  );
  const types = files.find(([name]) => name.endsWith('graphql.ts'))![1];
  const use = `${types}
declare const answer: ReviewsQuery;
const article = answer.articles.nodes[0]!;
const kicker: string | null | undefined = article.fields.kicker;
const spice: number | null | undefined = article.fields.spiceLevel;
const price: 'CHEAP' | 'MODERATE' | 'EXPENSIVE' | null | undefined = article.fields.priceRange;
const kind: 'ARTICLE' | 'PAGE' | 'OPINION' | 'GALLERY' | 'VIDEO' | 'AUDIO' | 'LIVE_BLOG' | 'REVIEW' =
  article.kind;
const slugs: string[] = article.fields.seeAlso.map(({ slug }) => slug);
const pros: string[] = article.review?.pros ?? [];
const stars: number | null | undefined = article.review?.stars;
// @ts-expect-error a text is no number
const wrong: number = article.fields.kicker;
`;
  const block = {
    place: 'codegen',
    section: '',
    language: 'ts',
    text: use,
    marker: null,
    answer: null,
    isAnswer: false,
  };
  expect(await checkTypes([block], { strict: true })).toEqual([]);
});

test('The page shows the file that these tests use', async () => {
  const { blocks } = readPage('docs/own-fields.md');
  expect(blocks.find(({ language }) => language === 'ts')!.text.trim()).toBe(
    (await readFile(SITE_FILE, 'utf8')).trim(),
  );
});
