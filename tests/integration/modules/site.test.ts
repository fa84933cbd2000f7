import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({
    SITE_TITLE: 'The Tide',
    SITE_LANGUAGE: 'de',
    SITE_LANGUAGES: 'fr-CH, de',
    SITE_TIME_ZONE: 'America/New_York',
    SITE_LOGO: 'https://cdn.example/logo.svg',
    SITE_SOCIAL_PROFILES: 'https://social.example/@tide, https://video.example/tide',
  });
  // New Year in UTC, and the last evening of the year before on the site.
  await gateway.save({
    slug: 'new-year',
    title: 'New year',
    publishedAt: new Date('2026-01-01T03:00:00Z'),
  });
  await gateway.save({
    slug: 'noon',
    title: 'Noon of the new year',
    publishedAt: new Date('2026-01-01T17:00:00Z'),
  });
});
afterAll(() => gateway.close());

test('The site has the languages, time zone, logo and profiles of the settings', async () => {
  const { site } = await gateway.query(
    '{ site { title language languages timeZone logo { url alt width } socialProfiles } }',
  );
  expect(site).toEqual({
    title: 'The Tide',
    language: 'de',
    languages: ['de', 'fr-CH'],
    timeZone: 'America/New_York',
    logo: { url: 'https://cdn.example/logo.svg', alt: 'The Tide', width: null },
    socialProfiles: ['https://social.example/@tide', 'https://video.example/tide'],
  });
});

test('A site without these settings has one language, the time zone UTC and no logo', async () => {
  const plain = await startGateway();
  try {
    const { site } = await plain.query('{ site { languages timeZone logo { url } socialProfiles } }');
    expect(site).toEqual({ languages: ['en'], timeZone: 'UTC', logo: null, socialProfiles: [] });
  } finally {
    await plain.close();
  }
});

test('Months of the archive and years of search begin in the time zone of the site', async () => {
  const { archive, search } = await gateway.query(`{
    archive { year month articleCount }
    search(query: "year") { facets { years { year count } } } }`);
  expect(archive).toEqual([
    { year: 2026, month: 1, articleCount: 1 },
    { year: 2025, month: 12, articleCount: 1 },
  ]);
  expect(search.facets.years).toEqual([
    { year: 2026, count: 1 },
    { year: 2025, count: 1 },
  ]);
});

test('A newsletter without a time zone is sent in that of the site', async () => {
  const write = gateway.queryAs(await gateway.createKey('newsletter:write'));
  const create = async (rest: string) => {
    const { createNewsletter } = await write(
      `mutation { createNewsletter(input: { ${rest}, name: "Daily" }) { newsletter { timeZone } userErrors { message } } }`,
    );
    return createNewsletter.newsletter.timeZone;
  };
  expect(await create('slug: "daily"')).toBe('America/New_York');
  expect(await create('slug: "weekly", timeZone: "Europe/Dublin"')).toBe('Europe/Dublin');
});

test('The publisher of an article has the logo and the profiles', async () => {
  const { article } = await gateway.query('{ article(by: { slug: "noon" }) { seo { jsonLd } } }');
  expect(JSON.parse(article.seo.jsonLd).publisher).toEqual({
    '@type': 'Organization',
    name: 'The Tide',
    url: 'https://courier.example/',
    logo: { '@type': 'ImageObject', url: 'https://cdn.example/logo.svg' },
    sameAs: ['https://social.example/@tide', 'https://video.example/tide'],
  });
});
