import { describe, expect, test } from '@jest/globals';
import { parseArticle } from '../../support/import-files.js';

const verbatim = (fields: string, body = 'Text.') =>
  `---\nverbatim: true\ntitle: A title\nslug: a\ndate: 2016-03-04\n${fields}\n---\n\n${body}\n`;

describe('Verbatim front matter', () => {
  test('imports the fields and the body unchanged', () => {
    const body = '\n    code\n\n# A title\n\n{{ site.url }}  \n';
    const { article, warnings: notes } = parseArticle(
      verbatim('standfirst: "<b>x</b>\\n&amp;"\naliases: ["/a%3Fb"]\nid: 7', body),
      'posts/2020-01-02-b.md',
    );
    expect(article).toMatchObject({ slug: 'a', standfirst: '<b>x</b>\n&amp;', aliases: ['/a%3Fb'], id: 7 });
    expect(article.publishedAt).toEqual(new Date('2016-03-04'));
    expect(article.body.text).toBe(body);
    expect(notes).toEqual([]);
  });

  test.each(['javascript:alert(1)', '//evil.example/x.png', 'data:image/png;base64,AA'])(
    'drops an image with the unsafe URL %s',
    (url) => {
      expect(parseArticle(verbatim(`image: "${url}"`)).article.image).toBeNull();
    },
  );

  test.each(['//evil.example', '/\\\\evil.example', 'javascript:alert(1)', '/a/../b', '/a?b'])(
    'ignores a path and an alias that are not site-relative: %s',
    (path) => {
      const { article, warnings } = parseArticle(verbatim(`path: "${path}"`));
      expect(article.path).toBeNull();
      expect(warnings[0]).toMatch(/is not a valid path and was ignored$/);
      expect(parseArticle(verbatim(`aliases: ["${path}"]`)).article.aliases).toEqual([]);
    },
  );

  test.each([
    ['../a', 'a'],
    ['..', 'a-title'],
    ['a b', 'a-b'],
    ['a:b', 'ab'],
  ])('has another slug in place of the invalid %s', (slug, used) => {
    const { article, warnings } = parseArticle(verbatim('').replace('slug: a', `slug: "${slug}"`));
    expect(article.slug).toBe(used);
    expect(warnings[0]).toMatch(/is not a valid slug; .* is used$/);
  });

  test('is required for the fields id, unpublishedAt and pinned', () => {
    const text = verbatim('id: 7\nunpublishedAt: 2020-01-01\npinned: [b]').replace('verbatim: true\n', '');
    const { article, unusedFields: unused } = parseArticle(text);
    expect(article).not.toHaveProperty('id');
    expect(unused).toEqual(['id', 'unpublishedAt', 'pinned']);
  });
});
