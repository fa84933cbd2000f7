import { expect, test } from '@jest/globals';
import { MachineRightsSource } from '../../../src/modules/machine-rights/machine-rights.type.js';
import type { PathRule } from '../../../src/modules/machine-rights/path-rules.js';
import { resolveRights } from '../../../src/modules/machine-rights/resolve-rights.js';
import { writeRobotsTxt } from '../../../src/modules/machine-rights/rights-documents.js';
import { readStatement } from '../../../src/shared/machine-rights.js';

const SITE = 'search=allowed, answers=allowed, training=allowed';

function rule(path: string, text: string): PathRule {
  const layer = { source: MachineRightsSource.SITE, statement: readStatement(text)! };
  return { path, isExact: path !== '/', rights: resolveRights([layer]) };
}

function write(articles: PathRule[], site = SITE): string {
  return writeRobotsTxt({
    rules: { rules: [rule('/', site), ...articles], isCut: false },
    sitemapUrl: 'https://courier.example/sitemap.xml',
    baseUrl: 'https://courier.example',
    basePath: '',
    licensees: new Set(),
  });
}

const count = (text: string, part: string) => text.split(part).length - 1;

/** Statements in turn, with which each group of crawlers may read some of the articles only. */
const MIXED = ['answers=forbidden', 'training=forbidden', 'answers=forbidden, training=forbidden'];

test('robots.txt stays below what crawlers read, says that it is cut, and keeps the latest articles', () => {
  const articles = Array.from({ length: 1_000 }, (_, i) =>
    rule(`/news/a-headline-of-the-usual-length-for-an-article-${i}`, MIXED[i % MIXED.length]!),
  );
  const text = write(articles);
  const kibibytes = Buffer.byteLength(text) / 1_024;
  expect(kibibytes).toBeGreaterThan(300);
  expect(kibibytes).toBeLessThanOrEqual(400);
  expect(text).toContain('# More articles state their rights');
  // Each group has the latest articles: none is cut for another.
  const groups = text.split('\n\n').filter((part) => part.includes('User-agent:'));
  expect(groups).toHaveLength(4);
  const last = Math.max(...[...text.matchAll(/-article-(\d+)\$/g)].map(([, number]) => Number(number)));
  for (const group of groups) expect(group).toContain(`-article-${last}$`);
  expect(write(articles.slice(0, 10))).not.toContain('# More articles');
});

test('The sitemap and the crawlers that are excluded come first', () => {
  const text = write([rule('/news/a', 'training=forbidden')]);
  const places = ['Sitemap: ', 'User-agent: GPTBot\n', 'User-agent: *\n'].map((line) => text.indexOf(line));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('Crawlers with the same rules share a group, without preferences of what they may not read', () => {
  const text = write([rule('/news/a', 'training=forbidden')]);
  expect(count(text, 'Disallow: /news/a$')).toBe(1);
  expect(text).toContain('# Crawlers that read for answers and training\n');
  expect(count(text, 'Content-Usage: /news/a$ train-ai=n')).toBe(1);
});

test('A group says the preferences of what its crawlers may read below what they may not', () => {
  const text = write([rule('/news/a', 'training=allowed')], 'training=forbidden');
  const group = text.split('\n\n').find((part) => part.includes('User-agent: GPTBot\n'))!;
  expect(group.split('\n').filter((line) => /^\S+: (?:\/news\/a[$?]|\/$)/.test(line))).toEqual([
    'Disallow: /',
    'Allow: /news/a$',
    'Allow: /news/a?',
    'Content-Usage: /news/a$ train-ai=y',
    'Content-Usage: /news/a? train-ai=y',
  ]);
});
