import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseFeedContent } from '../../../src/importers/feed/parse-feed.js';
import { describeLanguage } from '../../../src/importers/ghost/languages.js';
import { readPage } from '../../../src/importers/page/read-page.js';
import { readSite } from '../../../src/importers/wordpress/export/read-site.js';
import { readExportItems } from '../../../src/importers/wordpress/items.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr, type WxrItem } from '../../support/wordpress.js';

describe('A feed', () => {
  const readLanguages = async (text: string) => {
    const bytes = new TextEncoder().encode(text);
    const loaded = { bytes, text, url: null, headers: {}, status: 200, assumedCharset: null };
    const { entries } = await parseFeedContent(loaded as never, 'feed.xml');
    return entries.map(({ language }) => language);
  };

  test('of RSS gives its language to items that name none', async () => {
    const feed = `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
      <title>A</title><link>https://a.example</link><language>de-de</language>
      <item><guid>1</guid><title>One</title></item>
      <item><guid>2</guid><title>Two</title><dc:language>fr</dc:language></item></channel></rss>`;
    expect(await readLanguages(feed)).toEqual(['de-DE', 'fr']);
  });

  test('of Atom has that of xml:lang', async () => {
    const feed = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pt-br"><title>A</title><id>a</id>
      <updated>2026-03-04T00:00:00Z</updated><entry><id>1</id><title>One</title><updated>2026-03-04T00:00:00Z</updated></entry></feed>`;
    expect(await readLanguages(feed)).toEqual(['pt-BR']);
  });

  test('of JSON has languages of the feed and of its items', async () => {
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      title: 'A',
      language: 'es',
      items: [
        { id: '1', content_text: 'One' },
        { id: '2', content_text: 'Two', language: 'ca' },
      ],
    };
    expect(await readLanguages(JSON.stringify(feed))).toEqual(['es', 'ca']);
  });
});

describe('A page', () => {
  const render = (lang: string, head: string) =>
    `<html lang="${lang}"><head><title>Ebbe im Hafen</title>${head}</head><body><article><h1>Ebbe im Hafen</h1>
    <p>${'Das Wasser ging zurück, und die Boote lagen auf dem Schlick. '.repeat(12)}</p></article></body></html>`;

  test('has its language and the addresses of its versions, without x-default', () => {
    const head = `<link rel="alternate" hreflang="de" href="https://a.example/de/ebbe#top">
      <link rel="alternate" hreflang="en" href="https://a.example/tide">
      <link rel="alternate" hreflang="x-default" href="https://a.example/choose">
      <link rel="alternate" type="application/rss+xml" href="https://a.example/feed">`;
    expect(readPage(render('de', head), 'https://a.example/de/ebbe')).toMatchObject({
      language: 'de',
      alternates: ['https://a.example/de/ebbe', 'https://a.example/tide'],
    });
  });

  test('that names two languages has none', () => {
    const head = '<meta property="og:locale" content="de_DE">';
    expect(readPage(render('en', head), null)).toMatchObject({ language: null, alternates: [] });
    expect(readPage(render('de-AT', head), null)).toMatchObject({ language: 'de-DE' });
  });
});

test.each([
  ['#de', 'de'],
  ['#lang-pt-br', 'pt-BR'],
  ['#language-fr', 'fr'],
  ['#ad', null],
  ['#cover', null],
  ['de', null],
])('A post of Ghost with the tag %s has the language %s', (name, language) => {
  const tag = { id: '1', name, slug: name.replace('#', 'hash-'), visibility: '' };
  const post = { tags: [tag], codeinjection_head: '' };
  expect(describeLanguage(post as never)).toEqual({
    language,
    tags: language === null ? [] : [`internal tag ${name}`],
  });
});

test('A post of Ghost has the addresses that hreflang links in its code name', () => {
  const head = `<link rel="alternate" hreflang="en" href="https://a.example/tide/">
    <link rel="alternate" hreflang="x-default" href="https://a.example/"><link hreflang='de' href='https://a.example/de/ebbe/'>`;
  expect(describeLanguage({ tags: [], codeinjection_head: head } as never)).toMatchObject({
    translationKeys: ['https://a.example/tide/', 'https://a.example/de/ebbe/'],
  });
});

describe('An export of WordPress', () => {
  /** Reads language, group, section and tags of each post, and the sections and tags of the site. */
  const read = async (items: WxrItem[], head: string) => {
    const text = renderWxr(items, { head: `<language>en-US</language>${head}` });
    const file = join(await createFolder({ 'site.xml': text }), 'site.xml');
    const site = await readSite([file]);
    const posts: unknown[] = [];
    for await (const item of readExportItems([file], site)) {
      if (!('article' in item)) continue;
      const { language, translationKeys, section, tags } = item.article;
      posts.push({ language, translationKeys, section, tags });
    }
    return { posts, sections: site.sections.listSections(), tags: site.tags };
  };
  const category = (id: number, slug: string, name: string, more = '', parent = '') =>
    `<wp:category><wp:term_id>${id}</wp:term_id><wp:category_nicename>${slug}</wp:category_nicename>
     <wp:category_parent>${parent}</wp:category_parent><wp:cat_name>${name}</wp:cat_name>${more}</wp:category>`;
  const tag = (id: number, slug: string, name: string) =>
    `<wp:tag><wp:term_id>${id}</wp:term_id><wp:tag_slug>${slug}</wp:tag_slug><wp:tag_name>${name}</wp:tag_name></wp:tag>`;
  const term = (taxonomy: string, slug: string, description: string) =>
    `<wp:term><wp:term_id>90</wp:term_id><wp:term_taxonomy>${taxonomy}</wp:term_taxonomy>
     <wp:term_slug>${slug}</wp:term_slug><wp:term_description><![CDATA[${description}]]></wp:term_description></wp:term>`;

  test('with Polylang has groups of posts, and one section or tag for each group of terms', async () => {
    const head = [
      category(1, 'uncategorized', 'Uncategorized'),
      category(9, 'allgemein', 'Allgemein'),
      category(5, 'news', 'News'),
      category(6, 'nachrichten', 'Nachrichten'),
      category(7, 'world', 'World', '', 'news'),
      category(8, 'welt', 'Welt', '', 'nachrichten'),
      tag(20, 'sea', 'Sea'),
      tag(21, 'meer', 'Meer'),
      term('language', 'pt', 'a:3:{s:6:"locale";s:5:"pt_BR";s:3:"rtl";i:0;s:9:"flag_code";s:2:"br";}'),
      term('term_translations', 'pll_1', 'a:2:{s:2:"en";i:5;s:2:"de";i:6;}'),
      term('term_translations', 'pll_2', 'a:2:{s:2:"de";i:8;s:2:"en";i:7;}'),
      term('term_translations', 'pll_3', 'a:2:{s:2:"en";i:20;s:2:"de";i:21;}'),
      term('term_translations', 'pll_4', 'a:2:{s:2:"en";i:1;s:2:"de";i:9;}'),
    ].join('');
    const post = (id: number, language: string, terms: [string, string, string][]): WxrItem => ({
      id,
      content: '<p>Text.</p>',
      terms: [['language', language, language], ['post_translations', 'pll_9', 'pll_9'], ...terms],
    });
    const { posts, sections, tags } = await read(
      [
        post(1, 'en', [
          ['category', 'world', 'World'],
          ['post_tag', 'sea', 'Sea'],
        ]),
        post(2, 'de', [
          ['category', 'welt', 'Welt'],
          ['post_tag', 'meer', 'Meer'],
        ]),
        post(3, 'de', [['category', 'allgemein', 'Allgemein']]),
      ],
      head,
    );
    expect(posts).toEqual([
      { language: 'en', translationKeys: ['pll_9'], section: ['news', 'world'], tags: ['Sea'] },
      { language: 'de', translationKeys: ['pll_9'], section: ['news', 'world'], tags: ['Sea'] },
      { language: 'de', translationKeys: ['pll_9'], section: [], tags: [] },
    ]);
    expect(sections.map(({ slug, texts }) => [slug, texts])).toEqual([
      ['news', { de: { name: 'Nachrichten', slug: 'nachrichten' } }],
      ['world', { de: { name: 'Welt', slug: 'welt' } }],
    ]);
    expect(tags[0]!.translations).toEqual([{ language: 'de', name: 'Meer', slug: 'meer' }]);
  });

  test('with the fields of WPML has languages and groups', async () => {
    const meta = (language: string, group: string) => ({
      _wpml_import_language_code: language,
      _wpml_import_translation_group: group,
    });
    const termMeta = (language: string) =>
      Object.entries(meta(language, 'category_5'))
        .map(
          ([key, value]) =>
            `<wp:termmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value>${value}</wp:meta_value></wp:termmeta>`,
        )
        .join('');
    const head =
      category(5, 'news', 'News', termMeta('en')) + category(6, 'noticias', 'Notícias', termMeta('pt-br'));
    const { posts } = await read(
      [
        { id: 1, meta: meta('en', 'post_1'), terms: [['category', 'news', 'News']] },
        { id: 2, meta: meta('pt-br', 'post_1'), terms: [['category', 'noticias', 'Notícias']] },
      ],
      head,
    );
    expect(posts).toEqual([
      { language: 'en', translationKeys: ['post_1'], section: ['news'], tags: [] },
      { language: 'pt-BR', translationKeys: ['post_1'], section: ['news'], tags: [] },
    ]);
  });

  test('without a plugin of languages has none', async () => {
    const { posts } = await read(
      [{ id: 1, terms: [['category', 'news', 'News']] }],
      category(5, 'news', 'News'),
    );
    expect(posts).toEqual([{ language: null, translationKeys: undefined, section: ['news'], tags: [] }]);
  });
});
