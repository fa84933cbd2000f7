import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseMarkdownArticle } from '../../../src/importers/markdown/article.js';
import type { FileContext, Generator } from '../../../src/importers/markdown/site/site.js';

/** Names of every field that an article is read from, with those that only the generators of sites know. */
const FIELDS = [
  ...[
    'title',
    'description',
    'standfirst',
    'excerpt',
    'subtitle',
    'summary',
    'slug',
    'permalink',
    'url',
    'path',
  ],
  ...[
    'date',
    'publishDate',
    'pubDate',
    'published',
    'created',
    'updated',
    'lastmod',
    'draft',
    'status',
    'publish',
  ],
  ...[
    'tags',
    'tag',
    'keywords',
    'section',
    'sections',
    'category',
    'categories',
    'author',
    'authors',
    'byline',
  ],
  ...[
    'image',
    'images',
    'featured_image',
    'cover',
    'thumbnail',
    'image_alt',
    'image_credit',
    'series',
    'series_part',
  ],
  ...['aliases', 'alias', 'redirect_from', 'corrections', 'correction', 'kind', 'type', 'layout', 'access'],
  ...[
    'visibility',
    'password',
    'expiryDate',
    'seo',
    'meta',
    'canonical',
    'language',
    'lang',
    'params',
    'extra',
  ],
  ...[
    'taxonomies',
    'build',
    'verbatim',
    'render_with_liquid',
    'templateEngineOverride',
    'weight',
    'defaults',
  ],
];

/** A value as YAML, TOML or JSON may have it. */
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 3, withCrossShrink: true }, tie('scalar'), tie('list'), tie('group')),
  scalar: fc.oneof(
    fc.constantFrom(
      null,
      true,
      false,
      0,
      1,
      -1,
      1.5,
      1e300,
      '',
      ' ',
      '!!!',
      '/',
      '//',
      '/a.jpg',
      'a/b',
      '<br>',
    ),
    fc.constantFrom(
      '2016-03-04',
      '2016-13-45',
      'true',
      'no',
      'draft',
      'PAGE',
      'http://',
      'https://x.example/a',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({ minLength: 300, maxLength: 400 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  ),
  list: fc.array(tie('any'), { maxLength: 4 }),
  group: fc.dictionary(
    fc.oneof(
      fc.constantFrom('url', 'name', 'title', 'text', 'at', 'src', 'render', 'description', 'toString'),
      fc.string({ maxLength: 8 }),
    ),
    tie('any'),
    { maxKeys: 4 },
  ),
})).any;

const CONTEXTS: [string, FileContext | null][] = [
  ['no site', null],
  ...(['jekyll', 'hugo', 'zola', 'eleventy', 'astro'] satisfies Generator[]).map(
    (generator): [string, FileContext] => [
      generator,
      {
        site: {
          ...{ generator, configFile: 'config', config: {}, basePath: '', host: null, timeZone: 'UTC' },
          contentFolder: generator === 'jekyll' || generator === 'eleventy' ? '' : 'content',
        },
        file: {
          path: generator === 'jekyll' ? '_posts/2016-03-04-a-file.md' : 'content/posts/2016-03-04-a-file.md',
          directoryData: {},
        },
      },
    ],
  ),
];

describe('An odd value in the front matter', () => {
  test.each(CONTEXTS)('refuses no article, whatever field it is in (%s)', (_, context) => {
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), value, (name, given) => {
        const fields = { title: 'A title', date: '2016-03-04', [name]: given };
        const text = `---json\n${JSON.stringify(fields)}\n---\nThe text.\n`;
        const item = parseMarkdownArticle(text, 'posts/2016-03-04-a-file.md', undefined, context);
        if ('status' in item) return expect(item.status).toBe('left out');
        if (!('article' in item)) throw new Error(`refused: ${JSON.stringify(item)}`);
        expect(item.article.body.text.trim()).toBe('The text.');
        expect(item.article.title).not.toBe('');
        expect(item.article.slug).not.toBe('');
      }),
      { numRuns: 150 },
    );
  });
});
