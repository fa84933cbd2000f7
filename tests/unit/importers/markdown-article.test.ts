import { describe, expect, test } from '@jest/globals';
import { EMPTY_CONTENT } from '../../../src/modules/editing/article-content.js';
import { buildMarkdown, parseArticle, parseRefusal } from '../../support/import-files.js';

describe('Markdown import', () => {
  test('reads Jekyll front matter', () => {
    const {
      article,
      warnings: notes,
      unusedFields: unused,
    } = parseArticle(`---
layout: post
canonical_url: https://paper.example/tide
title: "Low tide"
date: 2016-03-04 10:00:00 -0500
last_modified_at: 2016-03-05
categories: Science
tags: [sea, tides]
author: jane
excerpt: Short.
description: For search engines.
image: "{{ site.baseurl }}/assets/tide.jpg"
image_alt: A beach
image_caption: Photo by <a href="/jo">Jo</a>
permalink: /:year/:month/:title.html
redirect_from:
  - /old/tide/
  - https://example.com/older?x=1
---
Text.
`);
    expect(article).toEqual({
      ...EMPTY_CONTENT,
      source: 'markdown',
      sourceId: 'posts/2016-03-04-a-file.md',
      slug: 'a-file',
      title: 'Low tide',
      standfirst: 'Short.',
      body: { format: 'markdown', text: 'Text.' },
      path: '/2016/03/a-file.html',
      section: ['Science'],
      tags: ['sea', 'tides'],
      authors: ['jane'],
      image: {
        url: '/assets/tide.jpg',
        alt: 'A beach',
        caption: 'Photo by Jo',
        credit: null,
        width: null,
        height: null,
        focalX: null,
        focalY: null,
      },
      seoDescription: 'For search engines.',
      canonicalUrl: 'https://paper.example/tide',
      publishedAt: new Date('2016-03-04T15:00:00Z'),
      updatedAt: new Date('2016-03-05'),
      draft: false,
      aliases: ['/old/tide'],
    });
    expect(notes).toEqual([
      'image_caption: markup was removed: "Photo by Jo"',
      'redirect_from: "https://example.com/older?x=1" is not a path of this site and was ignored (line 18)',
    ]);
    expect(unused).toEqual(['layout']);
  });

  test('reads Hugo front matter', () => {
    const { article } = parseArticle(`+++
title = "Low tide"
date = 2016-03-04T10:00:00Z
lastmod = 2016-03-05
categories = ["Science/Climate"]
series = ["The sea"]
series_order = 2
summary = "Short."
url = "/news/low-tide/"
aliases = ["/old", "/older"]
[cover]
image = "/tide.jpg"
alt = "A beach"
caption = "At noon"
[params]
author = "Jane Doe"
seo_title = "Tide"
+++
Text.
`);
    expect(article).toMatchObject({
      updatedAt: new Date('2016-03-05'),
      section: ['Science', 'Climate'],
      series: { name: 'The sea', part: 2 },
      standfirst: 'Short.',
      path: '/news/low-tide',
      aliases: ['/old', '/older'],
      image: { url: '/tide.jpg', alt: 'A beach', caption: 'At noon' },
      authors: ['Jane Doe'],
      seoTitle: 'Tide',
    });
  });

  test('reads Zola front matter', () => {
    const { article } = parseArticle(`+++
title = "Low tide"
date = 2016-03-04
updated = 2016-03-06
authors = ["Jane", "Jo"]
path = "news/low-tide"
[taxonomies]
tags = ["sea"]
categories = ["Science"]
[extra]
subtitle = "Short."
+++
`);
    expect(article).toMatchObject({
      updatedAt: new Date('2016-03-06'),
      authors: ['Jane', 'Jo'],
      path: '/news/low-tide',
      tags: ['sea'],
      section: ['Science'],
      standfirst: 'Short.',
    });
  });

  test('reads Hexo front matter, with nested categories as a section path', () => {
    const { article, warnings: notes } = parseArticle(
      buildMarkdown('categories:\n- [Sports, Baseball]\n- [Play]\nupdated: 2016/03/05 9:00:00'),
    );
    expect(article).toMatchObject({ section: ['Sports', 'Baseball'], otherSections: [['Play']], tags: [] });
    expect(notes).toEqual([]);
  });

  test('reads Astro front matter with its dates', () => {
    const { article } = parseArticle(
      "---\ntitle: A\npubDate: 'Jul 08 2022'\nupdatedDate: 'Jul 09 2022'\nheroImage: /h.jpg\n---\n",
    );
    expect(article).toMatchObject({
      publishedAt: new Date('2022-07-08'),
      updatedAt: new Date('2022-07-09'),
      image: { url: '/h.jpg', alt: '' },
    });
  });

  test('reads a path from the slug of Gatsby front matter', () => {
    expect(parseArticle(buildMarkdown('slug: /blog/low-tide/')).article).toMatchObject({
      slug: 'low-tide',
      path: '/blog/low-tide',
    });
  });

  test.each([
    'unlisted: true',
    'hidden: true',
    'eleventyExcludeFromCollections: true',
    'build:\n  list: local',
  ])('says that a page with "%s" is in lists here', (fields) => {
    expect(parseArticle(buildMarkdown(fields)).warnings).toEqual([
      expect.stringMatching(/: the site shows it in no list; here it is in lists$/),
    ]);
  });

  test('takes the date on which Hugo is going to publish a page that has another date', () => {
    const at = (publishDate: string) =>
      parseArticle(buildMarkdown(`publishDate: ${publishDate}`)).article.publishedAt?.toISOString();
    expect(at('2999-01-01')).toBe('2999-01-01T00:00:00.000Z');
    expect(at('2017-01-01')).toBe('2016-03-04T00:00:00.000Z');
  });

  test('reads the audience that an export of Ghost names `visibility`', () => {
    expect(parseArticle(buildMarkdown('visibility: members')).article.access).toBe('MEMBERS');
    expect(parseArticle(buildMarkdown('visibility: paid')).article.access).toBe('PAID');
    expect(parseArticle(buildMarkdown('visibility: public')).article.access).toBeUndefined();
  });

  test('imports an Eleventy page with `permalink: false` as a draft', () => {
    const { article, warnings: notes } = parseArticle(buildMarkdown('permalink: false'));
    expect(article).toMatchObject({ draft: true, path: null });
    expect(notes).toEqual(['permalink: false means that no page is generated; imported as a draft']);
  });
});

describe('Article title', () => {
  test('falls back to the first heading, which is removed from the body', () => {
    const { article } = parseArticle(
      '---\ndate: 2016-01-01\n---\n```\n# no\n```\n\n# A *fine* `title`\n\nText.\n',
    );
    expect(article.title).toBe('A fine title');
    expect(article.body.text).toBe('```\n# no\n```\n\nText.');
  });

  test('is required in the front matter or as a heading', () => {
    expect(parseRefusal('---\ndate: 2016-01-01\n---\nText.\n\n## Later\n', 'posts/!.md').reasons).toContain(
      'no title: add one to the front matter or as a # heading',
    );
  });

  test('falls back to the file name, with a warning', () => {
    const { article, warnings } = parseArticle(
      '---\ndate: 2016-01-01\n---\nText.\n',
      'posts/2016-01-01-low-tide.md',
    );
    expect([article.title, warnings]).toEqual([
      'Low tide',
      ['no title: "Low tide" was made of the file name'],
    ]);
  });

  test('is removed from the body only where the first heading repeats it', () => {
    const { article } = parseArticle(buildMarkdown('', 'A Title\n=======\n\nText.\n\n## A title\n\nMore.'));
    expect(article.body.text).toBe('Text.\n\n## A title\n\nMore.');
    expect(parseArticle(buildMarkdown('', '## Else\n\n## A title\n')).article.body.text).toContain(
      '## A title',
    );
  });

  test('is plain text, with a warning when markup is removed', () => {
    const { article, warnings: notes } = parseArticle(
      '---\ntitle: "R&amp;D <em>and</em> x < y"\ndate: 2016-01-01\n---\n',
    );
    expect(article.title).toBe('R&D and x < y');
    expect(notes).toEqual(['title: markup was removed: "R&D and x < y"']);
    expect(parseArticle('---\ntitle: "R&amp;D"\ndate: 2016-01-01\n---\n').warnings).toEqual([]);
  });

  test('is the first entry of a list, with a warning', () => {
    const { article, warnings } = parseArticle('---\ndate: 2016-01-01\ntitle: [a, b]\n---\n');
    expect([article.title, warnings]).toEqual(['a', ['title: only the first entry is imported: "a"']]);
  });

  test('falls back to a heading or the file name if it is no text', () => {
    expect(parseArticle('---\ndate: 2016-01-01\ntitle: true\n---\n# Tides\n').article.title).toBe('Tides');
    expect(
      parseArticle('---\ndate: 2016-01-01\ntitle: "<br>"\n---\nText.', 'posts/tides.md').article.title,
    ).toBe('Tides');
  });
});

describe('Authors, tags and sections', () => {
  const bylines: [string, string[]][] = [
    ['author: Jane Doe', ['Jane Doe']],
    ['authors: Jane Doe, Jo', ['Jane Doe', 'Jo']],
    ['authors: [Jane, Jo, Jane]', ['Jane', 'Jo']],
    ['authors:\n- name: Jane\n  email: j@example.com\n- jo\n-', ['Jane', 'jo']],
    ['author:\n  name: Jane', ['Jane']],
    ['', []],
  ];
  for (const [written, authors] of bylines) {
    test(`"${written.replace(/\n/g, ' ')}" gives ${authors.length} authors`, () => {
      expect(parseArticle(buildMarkdown(written)).article.authors).toEqual(authors);
    });
  }

  test('tags in a string are split at commas, not at spaces, with a warning', () => {
    expect(parseArticle(buildMarkdown('tags: sea, tides')).article.tags).toEqual(['sea', 'tides']);
    const { article, warnings: notes } = parseArticle(buildMarkdown('tags: climate change'));
    expect(article.tags).toEqual(['climate change']);
    expect(notes).toEqual(['tags: "climate change" is read as one name; for several, write a list']);
  });

  test.each([
    'section: Sport\ntags: [a]\ncategories: [Sport, Science/Climate]',
    'sections: [Sport, Science/Climate]\ntags: [a]',
    'categories: [Sport, Science/Climate]\ntags: [a]',
  ])('all categories become sections, and the first is the primary one (%j)', (fields) => {
    const { article, warnings: notes } = parseArticle(buildMarkdown(fields));
    expect(article).toMatchObject({
      section: ['Sport'],
      otherSections: [['Science', 'Climate']],
      tags: ['a'],
    });
    expect(notes).toEqual([]);
  });

  test('sections beyond 20 are omitted with a warning', () => {
    const names = Array.from({ length: 22 }, (_, i) => `s${i}`);
    const { article, warnings: notes, line } = parseArticle(buildMarkdown(`sections: [${names.join(', ')}]`));
    expect([article.section, ...article.otherSections].flat()).toEqual(names.slice(0, 20));
    expect(notes).toEqual(['sections: an article can be in at most 20 sections; left out: "s20", "s21"']);
    expect(line).toBe(4);
  });

  const odd: [string, object, string][] = [
    ['tags: 5', { tags: ['5'] }, ''],
    ['tags:\n- sea\n- true', { tags: ['sea'] }, 'tags: true is no text and was ignored'],
    ['tags: {a: b}', { tags: [] }, 'tags: a group of fields is no text and was ignored'],
    ['tags: [{name: sea}]', { tags: ['sea'] }, ''],
    [
      'tags: ["!!!", sea]',
      { tags: ['sea'] },
      'tags: "!!!" has no letter or digit to derive a slug from and was ignored',
    ],
    ['author: 5', { authors: ['5'] }, ''],
    ['author: true', { authors: [] }, 'author: true is no text and was ignored'],
    ['category: {name: Sea, slug: sea}', { section: ['Sea'] }, ''],
    ['draft: perhaps', { draft: true }, 'draft: "perhaps" is neither true nor false'],
    ['alias: true', { aliases: [] }, 'alias: true is no text and was ignored'],
    [
      'updated: soon',
      { updatedAt: null },
      'updated: "soon" is not a date and was ignored; write it as 2016-03-04 14:30 +0100',
    ],
    [
      'updated: [2016-03-05, 2016-03-06]',
      { updatedAt: new Date('2016-03-05') },
      'updated: only the first entry is imported: "2016-03-05"',
    ],
    ['series: true', { series: null }, 'series: true is no text and was ignored'],
    ['permalink: [/a, /b]', { path: '/a' }, 'permalink: only the first entry is imported: "/a"'],
    [
      'corrections: [1]',
      { corrections: [{ text: '1', at: new Date('2016-03-04') }] },
      'corrections: no date (at): the date of the article is used: 2016-03-04T00:00:00.000Z',
    ],
    [
      'image: {url: /a.jpg, focalX: 50}',
      { image: expect.objectContaining({ focalX: null }) },
      'image.focalX: 50 is no number from 0 to 1 and was ignored',
    ],
    [
      'image: {url: /a.jpg, width: 1.5}',
      { image: expect.objectContaining({ width: null }) },
      'image.width: 1.5 is no whole number and was ignored',
    ],
    [
      'featured_image: {attachment: {large: /a.jpg}, id: 7}',
      { image: expect.objectContaining({ url: '/a.jpg' }) },
      '',
    ],
    [
      'featured_image: {url: {src: /a.jpg}, alt: Quay}',
      { image: expect.objectContaining({ url: '/a.jpg', alt: 'Quay' }) },
      '',
    ],
    [
      'featured_image: {id: 7}\nimage: true\ncover: /b.jpg',
      { image: expect.objectContaining({ url: '/b.jpg' }) },
      'featured_image: a group of fields names no picture and was ignored',
    ],
  ];
  test.each(odd)('%j is read as far as it can be, and the rest is a warning', (fields, values, warning) => {
    const { article, warnings } = parseArticle(buildMarkdown(fields));
    expect(article).toMatchObject(values);
    expect(warnings).toEqual(warning === '' ? [] : expect.arrayContaining([warning]));
  });

  test('a date that cannot be read leaves that of the file name', () => {
    const { article, warnings } = parseArticle('---\ntitle: A\ndate: 03/04/2017\n---\n');
    expect(article.publishedAt).toEqual(new Date('2016-03-04'));
    expect(warnings).toEqual([expect.stringMatching(/^date: "03\/04\/2017" is not a date and was ignored/)]);
  });

  test('all warnings of a file are reported together, each with its line', () => {
    const { warnings, line } = parseArticle(buildMarkdown('tags: true\ndraft: perhaps'));
    expect(line).toBe(4);
    expect(warnings).toEqual([
      'tags: true is no text and was ignored',
      'draft: "perhaps" is neither true nor false (line 5)',
      'draft: imported as a draft (line 5)',
    ]);
    const toml =
      '+++\ntitle = "A"\ndate = 2016-01-01\ntags = true\n[[corrections]]\ntext = "x"\n[[corrections]]\nat = 1\n+++\n';
    const ofToml = parseArticle(toml);
    expect(ofToml.line).toBe(4);
    expect(ofToml.warnings.slice(1)).toEqual(expect.arrayContaining([expect.stringMatching(/line [78]\)/)]));
  });
});

describe('Draft status', () => {
  for (const fields of [
    'draft: true',
    'draft: yes',
    'published: false',
    'status: draft',
    'draft: false\nstatus: draft',
  ]) {
    test(`is set by "${fields.replace('\n', ' ')}"`, () => {
      expect(parseArticle(buildMarkdown(fields)).article.draft).toBe(true);
    });
  }

  test.each([
    'private: true',
    'isDraft: true',
    'publish: false',
    'public: no',
    'dg-publish: false',
    'headless: true',
    'routable: false',
    'visibility: private',
    'password: eel',
    'expiryDate: 2017-01-01',
    'unpublish_date: 2017-01-01 10:00',
    'wip: true',
    'state: unpublished',
    'embargo: 2999-01-01',
    'embargo_until: next week',
    'build:\n  render: never',
    '_build:\n  render: false',
  ])('is set by "%s", with a warning', (fields) => {
    const { article, warnings, unusedFields } = parseArticle(buildMarkdown(fields));
    expect(article.draft).toBe(true);
    expect(warnings).toEqual([expect.stringMatching(/imported as a draft$/)]);
    expect(unusedFields).toEqual([]);
  });

  test.each([
    'private: false',
    'publish: true',
    'publish: 2016-05-06',
    'public: somewhere',
    'expires: 3600',
    'expiryDate: 2999-01-01',
    'build:\n  list: never',
    'visibility: public',
    'state: Virginia',
    'embargo: 2017-01-01',
    'embargo: false',
  ])('is not set by "%s"', (fields) => {
    expect(parseArticle(buildMarkdown(fields)).article.draft).toBe(false);
  });

  test.each([
    ['members_only: true', 'MEMBERS'],
    ['paywall: true', 'PAID'],
    ['premium: yes', 'PAID'],
    ['premium: false', undefined],
  ])('is not set by "%s", which sets the access to %s', (fields, access) => {
    expect(parseArticle(buildMarkdown(fields)).article).toMatchObject({ draft: false });
    expect(parseArticle(buildMarkdown(fields)).article.access).toBe(access);
  });

  test('is set by a schedule without a date', () => {
    const { article, warnings } = parseArticle('---\ntitle: A\nstatus: scheduled\n---\n', 'posts/a.md');
    expect(article).toMatchObject({ draft: true, publishedAt: null });
    expect(warnings).toEqual(['status: scheduled without a date: imported as a draft']);
    expect(parseArticle(buildMarkdown('status: scheduled')).article.draft).toBe(false);
  });

  test('is set by the ending .draft.md', () => {
    const { article } = parseArticle('---\ntitle: A\n---\n', 'site/high-tide.draft.md');
    expect(article).toMatchObject({ draft: true, slug: 'high-tide' });
  });

  test('is set by the _drafts folder', () => {
    expect(parseArticle('---\ntitle: A\n---\n', 'site/_drafts/a.md').article.draft).toBe(true);
  });

  test('is set by an unknown status, with a warning', () => {
    const { article, warnings: notes } = parseArticle(buildMarkdown('status: private'));
    expect(article.draft).toBe(true);
    expect(notes).toEqual(['status: "private" is not a known status; imported as a draft']);
  });

  test('is not set by a date in the "published" field', () => {
    const { article } = parseArticle('---\ntitle: A\npublished: 2016-05-06\n---\n', 'posts/a.md');
    expect(article).toMatchObject({ draft: false, publishedAt: new Date('2016-05-06') });
  });
});

describe('Standfirst and SEO description', () => {
  const cases: [string, string | null, string | null][] = [
    ['excerpt: E\ndescription: D', 'E', 'D'],
    ['description: D', 'D', 'D'],
    ['dek: K', 'K', null],
    ['summary: S\nseo:\n  description: F', 'S', 'F'],
  ];
  for (const [fields, standfirst, seoDescription] of cases) {
    test(`are read from "${fields.replace(/\n\s*/g, ', ')}"`, () => {
      expect(parseArticle(buildMarkdown(fields)).article).toMatchObject({ standfirst, seoDescription });
    });
  }
});

describe('Article image', () => {
  test('ignores a boolean field, which is an option of the theme', () => {
    const { article, unusedFields: unused } = parseArticle(
      buildMarkdown('hero: false\nimage:\nthumbnail: /t.jpg'),
    );
    expect(article.image?.url).toBe('/t.jpg');
    expect(unused).toEqual(['hero']);
  });

  test('resolves a relative path against the imported folder, with a warning', () => {
    const { article, warnings: notes } = parseArticle(
      buildMarkdown('image: ./tide.jpg'),
      'content/news/tide/index.md',
    );
    expect(article.image?.url).toBe('/news/tide/tide.jpg');
    expect(notes).toEqual(['image: "./tide.jpg" has no leading slash; imported as "/news/tide/tide.jpg"']);
  });

  test('is dropped with a warning if its URL is unsafe', () => {
    for (const address of ['javascript:alert(1)', 'data:text/html,x', '//evil.example/a.jpg']) {
      const { article, warnings: notes } = parseArticle(buildMarkdown(`image: "${address}"`));
      expect(article.image).toBeNull();
      expect(notes).toEqual([`image: "${address}" is not an image URL and was ignored`]);
    }
  });

  test('includes its size, credit and focal point', () => {
    const { article } = parseArticle(
      buildMarkdown(
        'image:\n  src: https://example.com/a.jpg\n  credit: Jo\n  width: 1200\n  height: "800"\n  focalX: 0.5\n  focalY: 0',
      ),
    );
    expect(article.image).toMatchObject({
      url: 'https://example.com/a.jpg',
      credit: 'Jo',
      width: 1200,
      height: 800,
      focalX: 0.5,
      focalY: 0,
    });
  });
});

describe('Slug and path', () => {
  test('a slug that is normalized gives a warning', () => {
    const { article, warnings: notes } = parseArticle(buildMarkdown('slug: "Hello, Wörld"'));
    expect(article.slug).toBe('hello-world');
    expect(notes).toEqual(['slug: "Hello, Wörld" was changed to hello-world']);
  });

  test('an unsupported permalink is dropped with a warning', () => {
    for (const permalink of ['/:categories/:title', '/../up', '/?p=12', 'mailto:a@example.com']) {
      const { article, warnings: notes } = parseArticle(buildMarkdown(`permalink: "${permalink}"`));
      expect(article.path).toBeNull();
      expect(notes).toEqual([expect.stringMatching(/^permalink: .* cannot be used/)]);
    }
  });

  test('an absolute permalink is reduced to its path, with a warning', () => {
    const { article, warnings: notes } = parseArticle(
      buildMarkdown('permalink: https://example.com/caf%C3%A9/'),
    );
    expect(article.path).toBe('/café');
    expect(notes).toHaveLength(1);
  });
});

describe('Corrections and series', () => {
  test('a correction without a date gets that of the article, with a warning', () => {
    const { article, warnings: notes } = parseArticle(
      buildMarkdown(
        'updated: 2016-04-01\ncorrections:\n- text: Wrong name.\n  at: 2016-03-06\n- Wrong year.',
      ),
    );
    expect(article.corrections).toEqual([
      { text: 'Wrong name.', at: new Date('2016-03-06') },
      { text: 'Wrong year.', at: new Date('2016-04-01') },
    ]);
    expect(notes).toEqual([
      'corrections: no date (at): the date of the article is used: 2016-04-01T00:00:00.000Z',
    ]);
  });

  test('a series includes the part number of the article', () => {
    const series = { name: 'The sea', part: 3 };
    expect(parseArticle(buildMarkdown('series: {name: The sea, part: 3}')).article.series).toEqual(series);
    expect(parseArticle(buildMarkdown('series: The sea\nseries_part: 3')).article.series).toEqual(series);
  });
});

describe('Template tags', () => {
  test('are removed in front of URLs', () => {
    const { article, warnings: notes } = parseArticle(
      buildMarkdown(
        '',
        '![a]({{ site.baseurl }}/a.png) <img src="{{site.baseurl}}/b.png"> [c]({{ "/c" | relative_url }})',
      ),
    );
    expect(article.body.text).toBe('![a](/a.png) <img src="/b.png"> [c](/c)');
    expect(notes).toEqual([]);
  });

  test('are removed elsewhere, with a warning for each and its line', () => {
    const {
      article,
      warnings: notes,
      line,
    } = parseArticle(
      buildMarkdown('', 'One.\n\n{% include box.html %} {{ page.x }}\n\n{{< box >}}Two.{{< /box >}}'),
    );
    expect(article.body.text).toBe('One.\n\n \n\nTwo.');
    expect(notes).toEqual([
      '"{% include box.html %}" is not known and was removed',
      '"{{ page.x }}" is not known and was removed',
      '"{{< box >}}" is not known and was removed (line 10)',
    ]);
    expect(line).toBe(8);
  });

  test('are kept unchanged in code', () => {
    const body = 'Use `{{ site.baseurl }}`:\n\n```\n{% if x %}{{ site.baseurl }}\n```';
    const { article, warnings: notes } = parseArticle(buildMarkdown('', body));
    expect(article.body.text).toBe(body);
    expect(notes).toEqual([]);
  });

  test('are kept unchanged in the highlight blocks of Jekyll', () => {
    const { article, warnings: notes } = parseArticle(
      buildMarkdown('', '{% highlight ruby %}\nputs "{{ x }}"\n{% endhighlight %}'),
    );
    expect(article.body.text).toBe('```ruby\nputs "{{ x }}"\n```');
    expect(notes).toEqual([]);
  });

  test.each([
    ['Run {% highlight sh %}\nls\n{% endhighlight %}', 'Run \n```sh\nls\n```'],
    ['{% highlight sh %}ls{% endhighlight %}', '```sh\nls\n```'],
    ['  {% highlight sh linenos %}\n  ls {% endhighlight %} lists.', '  ```sh\n  ls \n```\n lists.'],
    ['{% highlight a %}\n{% highlight b %}\n{% endhighlight %}', '```a\n{% highlight b %}\n```'],
  ])('A highlight block of Jekyll next to text ends at its end tag (%j)', (block, expected) => {
    const { article, warnings } = parseArticle(buildMarkdown('', `${block}\n\nAfter.`));
    expect(article.body.text).toBe(`${expected}\n\nAfter.`);
    expect(warnings).toEqual([]);
  });

  test('A highlight tag of Jekyll without its counterpart is removed', () => {
    for (const tag of ['{% highlight sh %}', '{% endhighlight %}']) {
      const { article, warnings } = parseArticle(buildMarkdown('', `Before\n${tag}\nAfter.`));
      expect(article.body.text).toBe('Before\n\nAfter.');
      expect(warnings).toEqual([`"${tag}" is not known and was removed`]);
    }
  });
});

test('A Markdown article with a body nested too deeply is rejected', () => {
  expect(parseRefusal(buildMarkdown('', `{{ x }}\n${'>'.repeat(200)}`)).reasons[0]).toMatch(
    /nested too deeply/,
  );
});

test('The header lines of Pelican and MultiMarkdown are front matter', () => {
  const header = [
    'Title: Tides: a guide',
    'Date: 2010-12-03 10:20',
    'Authors: Nora Lind; Ole Berg',
    'Tags: sea,',
    '    tides',
    'Slug: tides',
    'Summary: Up,',
    '    and down.',
  ];
  expect(parseArticle(`${header.join('\n')}\n\nText: here.\n`, 'posts/a.md').article).toMatchObject({
    title: 'Tides: a guide',
    publishedAt: new Date('2010-12-03T10:20:00Z'),
    authors: ['Nora Lind', 'Ole Berg'],
    tags: ['sea', 'tides'],
    slug: 'tides',
    standfirst: 'Up, and down.',
    body: { text: 'Text: here.' },
  });
  expect(parseArticle('Title: Tides\nStatus: draft\n\nText', 'posts/a.md').article.draft).toBe(true);
  expect(parseRefusal('Title: Tides\nDate: soon\n\nText')).toMatchObject({ line: 2 });
});

test.each(['Note: text\n\nMore.', 'Title: a word\nthat begins a sentence.', 'Title: Old\n---\nText'])(
  'Lines that are no header stay text (%j)',
  (text) => {
    expect(parseArticle(text).article.body.text).toBe(text);
  },
);

test('A file without front matter and date is refused with the lines to add', () => {
  expect(parseRefusal('# Notes\n\nCreated: March 4, 2024 10:00 AM\n\nText').reasons).toEqual([
    'no date: the file has no front matter; begin it with the lines "---", "date: 2016-03-04 14:30 +0100" and "---", or put the date in the file name',
  ]);
});

test('Definition lists, containers and links of Obsidian stay text and are named, except in code', () => {
  const body = [
    ...['Tide', ': Water that comes', '', '*Ebb*', ': Water that goes', '', '**No**: list', ''],
    ...[':::note', 'Mind the gap.', ':::', '', 'See [[Harbour|the harbour]] and ![[map.png]].', ''],
    ...['`[[ -f a ]]`', '```', ': code', ':::code', '[[ -f b ]]', '```', '[link]: /x'],
  ].join('\n');
  const { article, warnings, line } = parseArticle(buildMarkdown('', body));
  expect(article.body.text).toBe(body);
  expect(warnings.map((text) => text.replace(/ \(line \d+\)$/, ''))).toEqual([
    'definition lists (": text") are not known and stay as text: 2',
    'containers (":::note") are not known and stay as text: 1',
    'links of Obsidian ("[[note]]") are not known and stay as text: 2',
  ]);
  expect(line).toBe(7);
});
