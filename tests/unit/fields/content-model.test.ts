import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { printGraphQLSchema } from '../../../src/app/print-schema.js';
import { loadContentModel, SiteConfigError } from '../../../src/app/site-config.js';
import { type ContentModel, EMPTY_MODEL } from '../../../src/fields/content-model.js';
import { loadExampleModel } from '../../support/own-fields/model.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-site-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function load(config: string): Promise<ContentModel> {
  files += 1;
  const file = join(folder, `${files}.config.ts`);
  await writeFile(file, `import * as d from 'dateline';\nexport default d.defineConfig(${config} as any);\n`);
  return loadContentModel(file);
}

async function loadErrors(config: string): Promise<string[]> {
  const error = await load(config).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(SiteConfigError);
  return (error as Error).message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

describe('A site file', () => {
  test('becomes a model', async () => {
    const model = await loadExampleModel();
    expect(Object.keys(model.fields.article)).toHaveLength(10);
    expect(model.kinds).toMatchObject([{ name: 'Review', value: 'REVIEW', facet: 'review' }]);
    expect(await load('{}')).toEqual(EMPTY_MODEL);
  });

  test.each([
    [
      "{ fields: { article: { a: { type: 'numbr', description: 'A.' } } } }",
      'fields.article.a.type: "numbr" is not a type of field',
    ],
    ['{ fields: { article: { a: d.text({}) } } }', 'fields.article.a.description: Invalid input'],
    [
      "{ fields: { article: { a: d.text({ description: ' ' }) } } }",
      'fields.article.a.description: say what the value is',
    ],
    [
      "{ fields: { article: { a: d.text({ description: 'A.', maxlength: 5 }) } } }",
      'fields.article.a: Unrecognized key: "maxlength"',
    ],
    [
      "{ fields: { article: { spice_level: d.text({ description: 'A.' }) } } }",
      'fields.article.spice_level: a field is named in camelCase',
    ],
    [
      "{ fields: { article: { title: d.text({ description: 'A.' }) } } }",
      'fields.article.title: the name is that of a built-in field',
    ],
    [
      "{ fields: { article: { a: d.text({ description: 'A.', isHidden: true }) } } }",
      'fields.article.a.isHidden: own fields are always in the graph',
    ],
    [
      "{ fields: { article: { toString: d.text({ description: 'A.' }) } } }",
      'fields.article.toString: JavaScript has the name already',
    ],
    ['{ fields: { articles: {} } }', 'fields: Unrecognized key: "articles"'],
    [
      "{ fields: { article: Object.fromEntries(Array.from({ length: 101 }, (_, i) => ['f' + i, d.text({ description: 'A.' })])) } }",
      'fields.article: at most 100 fields.',
    ],
    [
      "{ fields: { article: { a: d.select({ description: 'A.', options: { hot: 'Hot.' } }) } } }",
      'fields.article.a.options.hot: an option is named in upper case: HOT.',
    ],
    [
      "{ fields: { article: { a: d.group({ description: 'A.', fields: { b: d.text({ description: 'B.' }) }, isFilterable: true }) } } }",
      'fields.article.a.isFilterable: a filter takes text, number, boolean, date, select, url, image, richText, reference, list fields, not group',
    ],
    [
      "{ fields: { article: { a: d.list({ description: 'A.', of: d.image({ description: 'An image.' }), isFilterable: true }) } } }",
      'fields.article.a.isFilterable: a filter takes lists of text, number, date, select, url, reference fields, not of image',
    ],
    [
      "{ fields: { article: { a: d.text({ description: 'A.', isSortable: true }) } } }",
      'fields.article.a.isSortable: lists are sorted by number and date fields, and texts of at most 500 characters; remove the option.',
    ],
    [
      "{ fields: { article: { a: d.number({ description: 'A.', isSortable: true, access: 'article' }) } } }",
      "fields.article.a.isSortable: an order would tell readers the value that access: 'article' hides; remove one of the options.",
    ],
    [
      "{ fields: { tag: { a: d.text({ description: 'A.', isFilterable: true }) } } }",
      'fields.tag.a.isFilterable: only lists of articles have a filter',
    ],
    [
      "{ fields: { article: { a: d.number({ description: 'A.', min: 2, max: 1 }) } } }",
      'fields.article.a.min: 2 is above max, 1.',
    ],
    [
      "{ fields: { article: { a: d.group({ description: 'A.', fields: { b: d.text({ description: 'B.', renamedFrom: 'c' }) } }) } } }",
      'fields.article.a.fields.b.renamedFrom: an option of top-level fields only',
    ],
    [
      "{ fields: { article: { a: d.list({ description: 'A.', of: d.list({ description: 'B.', of: d.text({ description: 'C.' }) }) }) } } }",
      'fields.article.a.of.type: "list" is not a type of field',
    ],
    [
      "{ fields: { article: { a: d.text({ description: 'A.', renamedFrom: 'b' }), b: d.text({ description: 'B.' }) } } }",
      'fields.article.a.renamedFrom: "b" is still declared',
    ],
    [
      "{ kinds: { review: { description: 'R.', fields: { a: d.text({ description: 'A.' }) } } } }",
      'kinds.review: a kind is named in PascalCase',
    ],
    [
      "{ kinds: { FAQ: { description: 'K.', fields: { a: d.text({ description: 'A.' }) } } } }",
      'kinds.FAQ: a kind has no two capitals in a row',
    ],
    [
      "{ fields: { article: { a: d.text({ description: 'A.', frontMatter: ['date'] }) } } }",
      'fields.article.a.frontMatter: "date" is a built-in field in front matter',
    ],
    [
      "{ fields: { article: { a: d.text({ description: 'A.' }), b: d.text({ description: 'B.', frontMatter: ['a'] }) } } }",
      'fields.article.b.frontMatter: "a" is the name of the field a in front matter',
    ],
    [
      "{ kinds: { Article: { description: 'R.', fields: { a: d.text({ description: 'A.' }) } } } }",
      'kinds.Article: every article is an Article',
    ],
    [
      "{ kinds: { LiveBlog: { description: 'R.', fields: { a: d.text({ description: 'A.' }) } } } }",
      'kinds.LiveBlog: the kind is built in',
    ],
    [
      "{ kinds: { Section: { description: 'R.', fields: { a: d.text({ description: 'A.' }) } } } }",
      'kinds.Section: articles have a field "section" already',
    ],
    [
      "{ kinds: { Review: { description: 'R.', fields: {} } } }",
      'kinds.Review.fields: a kind has at least one field.',
    ],
  ])('%s is refused with its place', async (config, message) => {
    expect(await loadErrors(config)).toContainEqual(expect.stringContaining(message));
  });

  test('is refused with all errors together', async () => {
    const config =
      "{ fields: { article: { A: d.text({ description: 'A.' }), id: d.text({ description: 'B.' }) } } }";
    expect(await loadErrors(config)).toHaveLength(2);
  });

  test('is refused if the file is missing or exports nothing', async () => {
    await expect(loadContentModel(join(folder, 'none.ts'))).rejects.toThrow('does not exist');
    await writeFile(join(folder, 'empty.ts'), 'export const a = 1;\n');
    await expect(loadContentModel(join(folder, 'empty.ts'))).rejects.toThrow('must export a configuration');
    await writeFile(join(folder, 'broken.ts'), 'export default {\n');
    await expect(loadContentModel(join(folder, 'broken.ts'))).rejects.toThrow('cannot be loaded');
  });
});

describe('The schema', () => {
  test('has types, inputs and filters of own fields', async () => {
    const schema = await printGraphQLSchema(await loadExampleModel());
    for (const part of [
      'fields: ArticleFields!',
      'review: Review',
      'seeAlso: [Article!]!',
      'location: ArticleLocationInput',
    ])
      expect(schema).toContain(part);
    expect(schema).toMatch(/enum ArticleKind \{[^}]*REVIEW/s);
    expect(schema).toMatch(/input ReviewFilter \{[^}]*stars: IntRange/s);
    expect(schema).not.toContain('OwnInput');
  });

  test('is the same as before for a site without any, also after another model was built', async () => {
    const before = await printGraphQLSchema(EMPTY_MODEL);
    await printGraphQLSchema(await loadExampleModel());
    expect(await printGraphQLSchema(EMPTY_MODEL)).toBe(before);
    expect(before).not.toContain('ArticleFields');
    expect(before).not.toContain('OwnInput');
  });

  test('refuses a type with a name that the graph has', async () => {
    const status = await load(
      "{ fields: { article: { order: d.select({ description: 'A.', options: { A: 'A.' } }) } } }",
    );
    await expect(printGraphQLSchema(status)).rejects.toThrow(
      "fields.article.order in the site's configuration: its GraphQL type would be ArticleOrder, which the graph has already.",
    );
    const kind = await load(
      "{ kinds: { Newsletter: { description: 'N.', fields: { a: d.text({ description: 'A.' }) } } } }",
    );
    await expect(printGraphQLSchema(kind)).rejects.toThrow('kinds.Newsletter');
  });
});
