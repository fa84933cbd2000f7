import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess } from '../support/dateline-process.js';
import { buildSite, SITE, SiteProcess } from '../support/site-process.js';
import { waitUntil } from '../support/until.js';

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
if (!executablePath) console.warn('Skipped: Chromium is not installed.');
const describeSite = executablePath && buildSite() ? describe : describe.skip;

/** Folder for screenshots to look at; none are taken without it. */
const { SCREENSHOTS } = process.env;
const LIGHTHOUSE = '/world/two-countries-one-lighthouse';
const LEUCHTTURM = '/de/welt/zwei-laender-ein-leuchtturm';
/** An article without a translation. */
const ALONE = '/sport/rovers-promoted-at-last';
const PAGES: [path: string, language: string, direction: string][] = [
  ['/', 'en', 'ltr'],
  ['/de', 'de', 'ltr'],
  [LIGHTHOUSE, 'en', 'ltr'],
  [LEUCHTTURM, 'de', 'ltr'],
  ['/de/wirtschaft', 'de', 'ltr'],
  ['/de/search?q=Aale', 'de', 'ltr'],
  ['/de/archive', 'de', 'ltr'],
  ['/de/live', 'de', 'ltr'],
  ['/de/newsletters', 'de', 'ltr'],
  ['/de/gibt-es-nicht', 'de', 'ltr'],
  ['/ar', 'ar', 'rtl'],
  ['/ar/search?q=x', 'ar', 'rtl'],
];

describeSite('The site in three languages', () => {
  const folders = new DataFolderFixture();
  let site: SiteProcess;
  let browser: Browser;

  beforeAll(async () => {
    site = await SiteProcess.start(await folders.createFolder(), { SITE_LANGUAGES: 'de,ar' });
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  }, 360_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    DatelineProcess.killAll();
    await folders.remove();
  });

  const open = async (path: string, width = 1280): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.goto(site.url + path, { waitUntil: 'load' });
    return page;
  };

  test.each(PAGES)(
    'The page %s is in %s, from %s, and axe finds nothing',
    async (path, language, direction) => {
      const axe = await readFile(join(SITE, 'node_modules/axe-core/axe.min.js'), 'utf8');
      for (const width of [390, 1280]) {
        const page = await open(path, width);
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          const results = await (globalThis as any).axe.run();
          return results.violations.map(({ id, nodes }: any) => [id, nodes[0].html]);
        });
        const overflow = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
        const { lang, dir } = (await page.evaluate(
          '({ lang: document.documentElement.lang, dir: document.documentElement.dir })',
        )) as any;
        expect({ width, lang, dir, violations, overflow }).toEqual({
          ...{ width, lang: language, dir: direction, violations: [], overflow: false },
        });
        const name = `${path.replace(/\W+/g, '-')}-${width}`;
        if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
        await page.close();
      }
    },
    120_000,
  );

  /** Reads the versions that the head of a page names, sorted. */
  const readVersions = async (path: string): Promise<[language: string, path: string][]> => {
    const html = await site.read(path);
    return [...html.matchAll(/<link rel="alternate" hrefLang="([^"]+)" href="([^"]+)"/gi)]
      .map(([, language, href]): [string, string] => [language!, new URL(href!).pathname])
      .sort(([one], [other]) => (one < other ? -1 : 1));
  };

  test('The switch leads to the translation and back, and says where there is none', async () => {
    const page = await open(LIGHTHOUSE);
    await page.click('.languages a[lang=de]');
    await page.waitForURL(site.url + LEUCHTTURM);
    expect(await page.textContent('article h1')).toContain('Leuchtturm');
    expect(await page.textContent('.languages [aria-current]')).toBe('Deutsch');
    await page.click('.languages a[lang=en]');
    await page.waitForURL(site.url + LIGHTHOUSE);
    await page.goto(site.url + ALONE);
    expect(await page.textContent('.languages li:nth-child(2)')).toBe('Deutsch (not translated)');
    await page.click('.languages a[lang=de]');
    await page.waitForURL(`${site.url}/de`);
    await page.close();
  });

  test('The head names each version once, itself and the default too', async () => {
    for (const path of [LIGHTHOUSE, LEUCHTTURM])
      expect(await readVersions(path)).toEqual([
        ['de', LEUCHTTURM],
        ['en', LIGHTHOUSE],
        ['x-default', LIGHTHOUSE],
      ]);
  });

  test('Versions of lists, of the home page and of pages of the site name each other, and open', async () => {
    const pages = [
      '/',
      '/de',
      '/business',
      '/de/wirtschaft',
      '/archive',
      '/de/archive',
      '/de/live',
      '/ar/live',
    ];
    const response = await fetch(`${site.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-language': 'de' },
      body: JSON.stringify({
        query:
          '{ articles(first: 5) { nodes { authors { path } tags { path } seriesPart { series { path } } } } }',
      }),
    });
    const { articles } = ((await response.json()) as any).data;
    const lists = articles.nodes.flatMap(({ authors, tags, seriesPart }: any) =>
      [...authors, ...tags, ...(seriesPart ? [seriesPart.series] : [])].map(({ path }: any) => path),
    );
    let count = 0;
    for (const path of [...pages, ...new Set<string>(lists)]) {
      const versions = await readVersions(path);
      expect([path, versions.map(([, each]) => each)]).toEqual([path, expect.arrayContaining([path])]);
      const [, main] = versions.find(([language]) => language === 'x-default')!;
      expect([path, main]).toEqual([path, versions.find(([language]) => language === 'en')![1]]);
      for (const [, other] of versions) expect([other, await readVersions(other)]).toEqual([other, versions]);
      count += versions.length;
    }
    expect(count).toBeGreaterThan(3 * pages.length);
    expect(await readVersions('/archive?section=business')).toEqual([]);
  }, 120_000);

  test('Pages in German have the texts, menus and articles of German, and none in English', async () => {
    const page = await open('/de/wirtschaft');
    const whole = `${await page.textContent('.masthead')} ${await page.textContent('.page')}`;
    for (const word of ['Wirtschaft', 'Politik', 'Elektrofähre']) expect(whole).toContain(word);
    for (const word of ['Business', 'Politics', 'First electric ferry', 'min read', 'Older articles'])
      expect(whole).not.toContain(word);
    expect(await page.getAttribute('aside', 'aria-label')).toBe('Mehr zum Lesen');
    await page.close();
  });

  test('A search in German has the count, the spelling and the names of its lists in German', async () => {
    const page = await open('/de/search?q=Bürgermeisterwhal');
    const main = (await page.textContent('main'))!;
    expect(main).toContain('„Bürgermeisterwhal“');
    expect(main).toMatch(/\d+ Treffer/);
    expect(main).toContain('Meinten Sie: ');
    for (const label of ['Ressorts der Treffer', 'Themen der Treffer'])
      expect(await page.locator(`main [aria-label="${label}"]`).count()).toBe(1);
    await page.close();
  });

  test('A correction has its date as the language writes it', async () => {
    const page = await open('/science/climate/all-souls-storm-stops-short');
    expect(await page.textContent('.story footer time')).toBe('November 4, 2026');
    await page.close();
  });

  test('A prefix of a language in capitals has the page for missing content, in the language', async () => {
    const page = await open('/DE');
    expect(await page.textContent('h1')).toBe('Diese Seite gibt es nicht');
    await page.close();
  });

  test('In draft mode, content and pages of the site are shown below the prefix of a language', async () => {
    const { path } = await site.create('Ein Entwurf', false, { language: 'de' });
    const { cookie } = await site.openPreview(path);
    const readTitle = async (each: string) => {
      const response = await site.get(each, { headers: { cookie } });
      return [response.status, /<title>([^<]*)/.exec(await response.text())?.[1]];
    };
    expect(await readTitle(path)).toEqual([200, 'Ein Entwurf']);
    expect(await readTitle('/de/wirtschaft')).toEqual([200, 'Wirtschaft']);
    expect(await readTitle('/de/archive')).toEqual([200, 'Archiv']);
    expect(await readTitle('/de/search?q=Aale')).toEqual([200, 'Suche']);
    expect((await readTitle('/de'))[0]).toBe(200);
    expect((await readTitle('/de/nichts'))[0]).toBe(404);
  });

  test('A reader without scripts subscribes in the language of the page', async () => {
    const page = await browser.newPage({ javaScriptEnabled: false, locale: 'en-US' });
    await page.goto(`${site.url}/de/wirtschaft`);
    await page.fill('aside input[type=email]', 'leser@example.com');
    await page.click('aside form button');
    await page.waitForURL(/newsletter/);
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    await page.close();
  });

  test('Suggestions of the search box are in the language of the page', async () => {
    const page = await open('/de/wirtschaft');
    // A request that fails on a busy machine leaves the field without suggestions until the next key.
    await waitUntil(async () => {
      await page.fill('input[type=search]', '');
      await page.fill('input[type=search]', 'Aal');
      return page.waitForSelector('[role=option]', { timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    });
    expect(await page.textContent('[role=listbox]')).toContain('Aal');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/de\//);
    await page.close();
  });
});
