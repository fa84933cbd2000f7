import { describe, expect, test } from '@jest/globals';
import { importMarkdownFolder, openSource } from '../../../src/importers/markdown/import-folder.js';
import { createFolder, InMemoryImporter } from '../../support/import-files.js';

const post = (fields = '', body = 'Text.') =>
  `---\ntitle: A title\ndate: 2026-03-04\n${fields}\n---\n${body}\n`;

/** Imports a folder and returns path, language, group and section by file. */
async function importSite(files: Record<string, string>) {
  const importer = new InMemoryImporter();
  await importMarkdownFolder(await createFolder(files), importer);
  return Object.fromEntries(
    importer.articles.map(({ sourceId, path, language, translationKeys, section }) => [
      sourceId.replace(/^[^/]+\//, ''),
      { path, language, key: translationKeys?.[0], section: section.join('/') },
    ]),
  );
}

describe('A Hugo site in several languages', () => {
  const CONFIG = `defaultContentLanguage: en
languages:
  en: { weight: 1 }
  pt-br: { weight: 2, languageCode: pt-BR }
  fr: { weight: 3 }
  nl: { disabled: true }
`;

  test('gives the files of one page that end in a language the same group', async () => {
    const site = await importSite({
      'hugo.yaml': CONFIG,
      'content/posts/tide.md': post(),
      'content/posts/tide.fr.md': post('slug: maree'),
      'content/posts/tide.pt-br.md': post(),
      'content/posts/boat/index.md': post(),
      'content/posts/boat/index.fr.md': post(),
      'content/posts/old.nl.md': post(),
      'content/_index.fr.md': post(),
    });
    expect(site).toEqual({
      'content/posts/tide.md': { path: '/posts/tide', language: 'en', key: '/posts/tide', section: 'posts' },
      'content/posts/tide.fr.md': {
        path: '/fr/posts/maree',
        language: 'fr',
        key: '/posts/tide',
        section: 'posts',
      },
      'content/posts/tide.pt-br.md': {
        path: '/pt-br/posts/tide',
        language: 'pt-BR',
        key: '/posts/tide',
        section: 'posts',
      },
      'content/posts/boat/index.md': {
        path: '/posts/boat',
        language: 'en',
        key: '/posts/boat',
        section: 'posts',
      },
      'content/posts/boat/index.fr.md': {
        path: '/fr/posts/boat',
        language: 'fr',
        key: '/posts/boat',
        section: 'posts',
      },
      'content/posts/old.nl.md': expect.objectContaining({ language: 'en' }),
    });
  });

  test('has languages with permalinks of their own in files of the configuration folder', async () => {
    const importer = new InMemoryImporter();
    const link = (name: string) => `{{< relref path="${name}" >}}`;
    const files = {
      'config/_default/config.yaml':
        'defaultContentLanguage: en\ndefaultContentLanguageInSubdir: true\nremovePathAccents: true\n',
      'config/_default/permalinks.yaml': 'page:\n  news: /news/:slug/\n',
      'config/_default/languages.en.yaml': 'weight: 0\n',
      'config/_default/languages.fr.yaml': 'weight: 1\npermalinks:\n  page:\n    news: /nouvelles/:slug/\n',
      'config/_default/menus.pt-br.toml': '[[main]]\nname = "Casa"\n',
      'content/news/tide.md': post('slug: tide', `[Boat](${link('boat')})`),
      'content/news/tide.fr.md': post('slug: marée', `[Bateau](${link('boat')})`),
      'content/pages/boat/index.md': post(),
      'content/pages/boat/index.fr.md': post(),
      'content/pages/boat/index.pt-br.md': post(),
    };
    await importMarkdownFolder(await createFolder(files), importer);
    const pages = importer.articles.map(({ path, language, body }) => [path, language, body.text.trim()]);
    expect(pages).toEqual([
      ['/fr/nouvelles/maree', 'fr', '[Bateau](/fr/pages/boat)'],
      ['/en/news/tide', 'en', '[Boat](/en/pages/boat)'],
      ['/fr/pages/boat', 'fr', 'Text.'],
      ['/en/pages/boat', 'en', 'Text.'],
      ['/pt-br/pages/boat', 'pt-BR', 'Text.'],
    ]);
  });

  test('has no name of another language for a section that the main language does not describe', async () => {
    const files = {
      'hugo.yaml': CONFIG,
      'content/case-studies/_index.fr.md': post().replace('A title', 'Études de cas'),
      'content/case-studies/tide.md': post(),
      'content/case-studies/tide.fr.md': post(),
    };
    const { sections } = await openSource(await createFolder(files));
    expect(sections).toMatchObject([
      {
        slug: 'case-studies',
        name: 'Case studies',
        translations: [{ language: 'fr', name: 'Études de cas' }],
      },
    ]);
  });

  test('joins pages of language folders by their path or their translationKey', async () => {
    const site = await importSite({
      'hugo.yaml': `defaultContentLanguage: en
defaultContentLanguageInSubdir: true
languages:
  en: { contentDir: content/en }
  fr: { contentDir: content/french }
`,
      'content/en/news/_index.md': post().replace('A title', 'News'),
      'content/french/news/_index.md': post('url: /fr/nouvelles/').replace('A title', 'Nouvelles'),
      'content/en/news/tide.md': post(),
      'content/french/news/tide.md': post(),
      'content/en/news/boat.md': post('translationKey: boat'),
      'content/french/news/bateau.md': post('translationKey: boat'),
    });
    expect(site).toEqual({
      'content/en/news/tide.md': {
        path: '/en/news/tide',
        language: 'en',
        key: '/news/tide',
        section: 'news',
      },
      'content/french/news/tide.md': {
        path: '/fr/news/tide',
        language: 'fr',
        key: '/news/tide',
        section: 'news',
      },
      'content/en/news/boat.md': { path: '/en/news/boat', language: 'en', key: 'boat', section: 'news' },
      'content/french/news/bateau.md': {
        path: '/fr/news/bateau',
        language: 'fr',
        key: 'boat',
        section: 'news',
      },
    });
  });

  test('reads the folders of languages that mounts name', async () => {
    const site = await importSite({
      'hugo.toml': `defaultContentLanguage = "en"
[languages.en]
[languages.de]
[[module.mounts]]
source = "content"
target = "content"
lang = "en"
[[module.mounts]]
source = "inhalt"
target = "content"
lang = "de"
`,
      'content/posts/tide.md': post(),
      'inhalt/posts/tide.md': post(),
    });
    expect(site).toEqual({
      'content/posts/tide.md': { path: '/posts/tide', language: 'en', key: '/posts/tide', section: 'posts' },
      'inhalt/posts/tide.md': {
        path: '/de/posts/tide',
        language: 'de',
        key: '/posts/tide',
        section: 'posts',
      },
    });
  });

  test('leads links of a page to files in its own language', async () => {
    const importer = new InMemoryImporter();
    const folder = await createFolder({
      'hugo.yaml': CONFIG,
      'content/posts/tide.md': post(),
      'content/posts/tide.fr.md': post(),
      'content/posts/boat.fr.md': post('', '[a]({{< ref "posts/tide.md" >}}) [b](tide.md)'),
    });
    await importMarkdownFolder(folder, importer);
    const boat = importer.articles.find(({ sourceId }) => sourceId.endsWith('boat.fr.md'));
    expect(boat?.body.text).toBe('[a](/fr/posts/tide) [b](/fr/posts/tide)');
  });

  test('has no languages and no groups when it configures one language', async () => {
    const site = await importSite({
      'hugo.yaml': 'defaultContentLanguage: de\nlanguages:\n  de: {}\n',
      'content/posts/tide.md': post(),
    });
    expect(site).toEqual({
      'content/posts/tide.md': { path: '/posts/tide', language: null, key: undefined, section: 'posts' },
    });
  });
});

test('A Zola site in several languages has a group for the files of one page', async () => {
  const site = await importSite({
    'config.toml': 'base_url = "https://paper.example"\ndefault_language = "en"\n[languages.fr]\n',
    'content/tide.md': '+++\ntitle = "Tide"\ndate = 2026-03-04\n+++\nText.',
    'content/tide.fr.md': '+++\ntitle = "Marée"\ndate = 2026-03-04\n+++\nTexte.',
  });
  expect(site).toEqual({
    'content/tide.md': { path: '/tide', language: 'en', key: 'tide', section: '' },
    'content/tide.fr.md': { path: '/fr/tide', language: 'fr', key: 'tide', section: '' },
  });
});

describe('A Jekyll site in several languages', () => {
  test('has the groups and addresses of Polyglot', async () => {
    const site = await importSite({
      '_config.yml': 'languages: [en, de]\ndefault_lang: en\npermalink: /:title/\n',
      '_posts/2026-03-04-tide.md': post('lang: en'),
      '_posts/de/2026-03-04-tide.md': post('lang: de'),
      '_posts/2026-03-05-boat.md': post('lang: en\npage_id: boat'),
      '_posts/de/2026-03-05-schiff.md': post('lang: de\npage_id: boat'),
      'de/index.md': post('lang: de\npermalink: /'),
    });
    expect(site).toEqual({
      '_posts/2026-03-04-tide.md': { path: '/tide', language: 'en', key: '/tide/', section: '' },
      '_posts/de/2026-03-04-tide.md': { path: '/de/tide', language: 'de', key: '/tide/', section: '' },
      '_posts/2026-03-05-boat.md': { path: '/boat', language: 'en', key: 'boat', section: '' },
      '_posts/de/2026-03-05-schiff.md': { path: '/de/schiff', language: 'de', key: 'boat', section: '' },
    });
  });

  test('joins posts that share a ref', async () => {
    const site = await importSite({
      '_config.yml': 'permalink: /:title/\n',
      '_posts/2026-03-04-tide.md': post('lang: en\nref: tide'),
      '_posts/2026-03-04-gezeiten.md': post('lang: de\nref: tide'),
      '_posts/2026-03-04-alone.md': post('ref: tide'),
    });
    expect(site).toEqual({
      '_posts/2026-03-04-tide.md': { path: '/tide', language: 'en', key: 'tide', section: '' },
      '_posts/2026-03-04-gezeiten.md': { path: '/gezeiten', language: 'de', key: 'tide', section: '' },
      '_posts/2026-03-04-alone.md': { path: '/alone', language: null, key: undefined, section: '' },
    });
  });
});

describe('An Astro site in several languages', () => {
  test('has the folders of its languages before its collections', async () => {
    const site = await importSite({
      'astro.config.mjs': `export default defineConfig({
  i18n: { defaultLocale: 'en', locales: ['en', { path: 'pt', codes: ['pt-BR', 'pt'] }] },
});`,
      'src/content/blog/en/tide.md': post(),
      'src/content/blog/pt/tide.md': post(),
      'src/content/blog/plain.md': post(),
      'src/pages/pt/about.md': post(),
    });
    expect(site).toEqual({
      'src/content/blog/en/tide.md': { path: '/blog/tide', language: 'en', key: 'blog/tide', section: '' },
      'src/content/blog/pt/tide.md': {
        path: '/pt/blog/tide',
        language: 'pt-BR',
        key: 'blog/tide',
        section: '',
      },
      'src/content/blog/plain.md': { path: '/blog/plain', language: 'en', key: 'blog/plain', section: '' },
      'src/pages/pt/about.md': { path: '/pt/about', language: 'pt-BR', key: 'about', section: '' },
    });
  });

  test('has the paths of Starlight at the root of the site', async () => {
    const site = await importSite({
      'astro.config.mjs': `import starlight from '@astrojs/starlight';
export default defineConfig({
  integrations: [starlight({ defaultLocale: 'root', locales: {
    root: { label: 'English', lang: 'en' },
    'zh-cn': { label: '简体中文', lang: 'zh-CN' },
  } })],
});`,
      'src/content/docs/guides/start.md': post(),
      'src/content/docs/zh-cn/guides/start.md': post(),
    });
    expect(site).toEqual({
      'src/content/docs/guides/start.md': {
        path: '/guides/start',
        language: 'en',
        key: 'docs/guides/start',
        section: '',
      },
      'src/content/docs/zh-cn/guides/start.md': {
        path: '/zh-cn/guides/start',
        language: 'zh-CN',
        key: 'docs/guides/start',
        section: '',
      },
    });
  });
});

test('An Eleventy site has a group for the files that folders of languages share', async () => {
  const site = await importSite({
    '.eleventy.js': 'module.exports = () => {};',
    'en/en.json': '{"lang": "en"}',
    'de/de.json': '{"lang": "de"}',
    'en/blog/tide.md': post(),
    'de/blog/tide.md': post(),
  });
  expect(site).toEqual({
    'en/blog/tide.md': { path: '/en/blog/tide', language: 'en', key: 'blog/tide', section: '' },
    'de/blog/tide.md': { path: '/de/blog/tide', language: 'de', key: 'blog/tide', section: '' },
  });
});
