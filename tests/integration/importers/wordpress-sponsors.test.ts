import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../src/config/env.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { syncWordPress } from '../../../src/importers/wordpress/wordpress-sync.js';
import { parseSponsorRule } from '../../../src/shared/sponsor-rules.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr, type WxrItem } from '../../support/wordpress.js';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

/** Lists the sponsors of all articles by slug. */
async function listSponsors() {
  const { articles } = await gateway.query(
    '{ articles(first: 50) { nodes { slug sponsorship { name url } } } }',
  );
  return Object.fromEntries(articles.nodes.map(({ slug, sponsorship }: any) => [slug, sponsorship]));
}

async function importItems(items: WxrItem[], rules: string[] = []) {
  const folder = await createFolder({ 'export.xml': renderWxr(items) });
  const { resultsWithReasons } = await importWordPress([`${folder}/export.xml`], gateway.importService, {
    sponsors: rules.map(parseSponsorRule),
  });
  return resultsWithReasons.flatMap(({ item, reasons }) => reasons.map((reason) => `${item}: ${reason}`));
}

const TAXONOMY = 'newspack_spnsrs_tax';
const sponsor = (id: number, slug: string, item: Partial<WxrItem> = {}): WxrItem => ({
  ...{ id, slug, type: 'newspack_spnsrs_cpt' },
  ...item,
});
const named = (slug: string, name: string): [string, string, string] => [TAXONOMY, slug, name];

describe('Sponsors of the plugin Newspack Sponsors', () => {
  const SPONSORS = [
    sponsor(1, 'acme', {
      title: 'Acme &amp; Sons',
      meta: { newspack_sponsor_url: 'https://acme.example/', newspack_sponsor_sponsorship_scope: 'native' },
    }),
    sponsor(2, 'fund', {
      title: 'The Fund',
      meta: { newspack_sponsor_sponsorship_scope: 'underwritten' },
    }),
    sponsor(3, 'club', { title: 'The Club', terms: [['category', 'sport', 'Sport']] }),
    sponsor(4, 'shy', {
      title: 'Shy',
      terms: [['category', 'world', 'World']],
      meta: { newspack_sponsor_only_direct: '1' },
    }),
    sponsor(5, 'draft', { title: 'Draft', status: 'draft', terms: [['category', 'world', 'World']] }),
  ];

  test('come with the posts that name them or are in their categories, unless they only underwrite', async () => {
    const reasons = await importItems([
      { id: 11, slug: 'paid', terms: [named('acme', 'Acme &amp; Sons')] },
      { id: 12, slug: 'supported', terms: [named('fund', 'The Fund')] },
      {
        id: 13,
        slug: 'made-paid',
        terms: [named('fund', 'The Fund')],
        meta: { newspack_sponsor_sponsorship_scope: 'native' },
      },
      {
        id: 14,
        slug: 'made-supported',
        terms: [named('acme', 'Acme')],
        meta: { newspack_sponsor_sponsorship_scope: 'underwritten' },
      },
      { id: 15, slug: 'match', terms: [['category', 'sport', 'Sport']] },
      { id: 16, slug: 'both', terms: [['category', 'sport', 'Sport'], named('acme', 'Acme')] },
      { id: 17, slug: 'plain', terms: [['category', 'world', 'World']] },
      ...SPONSORS,
    ]);
    expect(await listSponsors()).toEqual({
      paid: { name: 'Acme & Sons', url: 'https://acme.example/' },
      supported: null,
      'made-paid': { name: 'The Fund', url: null },
      'made-supported': null,
      match: { name: 'The Club', url: null },
      both: { name: 'Acme & Sons', url: 'https://acme.example/' },
      plain: null,
    });
    expect(reasons.sort()).toEqual([
      'post 12 supported: underwritten by "The Fund" in WordPress: not labelled as sponsored',
      'post 14 made-supported: underwritten by "Acme & Sons" in WordPress: not labelled as sponsored',
      'post 16 both: an article has one sponsor: "Acme & Sons" is imported, "The Club" left out',
    ]);
  });

  test('are labelled from posts alone, and a later export with the sponsors corrects them', async () => {
    const post = { id: 11, slug: 'paid', terms: [named('acme', 'Acme')] };
    expect(await importItems([post])).toEqual([
      'post 11 paid: the sponsor "Acme" is not among the items: its URL is not known, nor if it paid',
    ]);
    expect(await listSponsors()).toEqual({ paid: { name: 'Acme', url: null } });
    await importItems([post, ...SPONSORS]);
    expect(await listSponsors()).toEqual({ paid: { name: 'Acme & Sons', url: 'https://acme.example/' } });
    await importItems([{ ...post, terms: [] }, ...SPONSORS]);
    expect(await listSponsors()).toEqual({ paid: null });
  });
});

test('Rules find the sponsors of sites without the plugin, the first that finds one', async () => {
  const rules = [
    'field:sponsor_name=sponsor_url',
    'taxonomy:advertiser',
    'category:branded=The Harbour Bank',
    'tag:anzeige',
  ];
  const reasons = await importItems(
    [
      { id: 1, slug: 'by-field', meta: { sponsor_name: ' Acme ', sponsor_url: 'https://acme.example/' } },
      { id: 2, slug: 'bad-url', meta: { sponsor_name: 'Acme', sponsor_url: 'javascript:alert(1)' } },
      { id: 3, slug: 'by-taxonomy', terms: [['advertiser', 'acme', 'Acme']], meta: { sponsor_name: '' } },
      { id: 4, slug: 'by-category', terms: [['category', 'branded', 'Branded']] },
      { id: 5, slug: 'by-tag', terms: [['post_tag', 'anzeige', 'Anzeige']] },
      { id: 6, slug: 'none', terms: [['category', 'world', 'World']] },
    ],
    rules,
  );
  expect(await listSponsors()).toEqual({
    'by-field': { name: 'Acme', url: 'https://acme.example/' },
    'bad-url': { name: 'Acme', url: null },
    'by-taxonomy': { name: 'Acme', url: null },
    'by-category': { name: 'The Harbour Bank', url: null },
    'by-tag': { name: 'Anzeige', url: null },
    none: null,
  });
  expect(reasons).toEqual([
    'post 2 bad-url: the URL of the sponsor "Acme" is invalid: left out',
    expect.stringContaining('the export does not list 1 of the categories'),
  ]);
});

test('A rule that is none is refused with the forms, also in the setting', () => {
  for (const text of ['sponsor_name', 'meta:x', 'field:', 'taxonomy:a=b', 'tag:a b'])
    expect(() => parseSponsorRule(text)).toThrow(/^".*" is no rule for sponsors\. Write field:<key>, /);
  expect(() => readConfig({ WORDPRESS_SPONSORS: 'tag:sponsored, nothing' })).toThrow(
    /WORDPRESS_SPONSORS.*"nothing" is no rule for sponsors/s,
  );
  expect(readConfig({ WORDPRESS_SPONSORS: 'tag:ad=A b, field:x' }).WORDPRESS_SPONSORS).toEqual([
    { by: 'tag', slug: 'ad', name: 'A b' },
    { by: 'field', key: 'x', urlKey: null },
  ]);
});

test('A sync reads sponsors of the plugin, and fields for rules, over the REST API', async () => {
  const terms = (...list: [taxonomy: string, id: number, slug: string, name: string][]) => ({
    'wp:term': [list.map(([taxonomy, id, slug, name]) => ({ id, taxonomy, slug, name }))],
  });
  const base = { status: 'publish', date_gmt: '2026-01-02T03:04:05', modified_gmt: '2026-01-02T03:04:05' };
  const post = (id: number, slug: string, more: object = {}) => ({
    ...{ ...base, id, slug, type: 'post', link: `http://old.example/${slug}/` },
    ...{ title: { rendered: slug }, content: { rendered: '<p>Text</p>' } },
    ...more,
  });
  const responses: Record<string, unknown> = {
    types: {
      post: { rest_base: 'posts' },
      page: { rest_base: 'pages' },
      newspack_spnsrs_cpt: { rest_base: 'newspack_spnsrs_cpt' },
    },
    newspack_spnsrs_cpt: [
      {
        ...post(9, 'acme', { meta: { newspack_sponsor_url: 'https://acme.example/' } }),
        type: 'newspack_spnsrs_cpt',
        title: { rendered: 'Acme' },
        _embedded: terms(['category', 3, 'sport', 'Sport']),
      },
    ],
    posts: [
      post(1, 'paid', { _embedded: terms([TAXONOMY, 5, 'acme', 'Acme']) }),
      post(2, 'match', { _embedded: terms(['category', 3, 'sport', 'Sport']) }),
      post(3, 'by-meta', { meta: { sponsor: 'Bank' } }),
      post(4, 'by-acf', { acf: { sponsor: 'Club' } }),
      post(5, 'plain', { meta: [], acf: [] }),
    ],
    categories: [{ id: 3, slug: 'sport', name: 'Sport' }],
  };
  const server: Server = createServer(({ url = '' }, response) => {
    const [, route = ''] = /^\/wp-json\/(?:wp\/v2\/)?([^?]*)/.exec(url) ?? [];
    const body = route === '' ? { name: 'Old', home: site, namespaces: ['wp/v2'] } : (responses[route] ?? []);
    const total = Array.isArray(body) ? body.length : 1;
    response.setHeader('x-wp-total', String(total)).setHeader('x-wp-totalpages', '1');
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { importService, database } = gateway;
  await syncWordPress(
    site,
    { prisma: database.prisma, importService, fetcher: new Fetcher({ allowPrivate: true }) },
    { sponsors: [parseSponsorRule('field:sponsor')] },
  );
  server.close();
  expect(await listSponsors()).toEqual({
    paid: { name: 'Acme', url: 'https://acme.example/' },
    match: { name: 'Acme', url: 'https://acme.example/' },
    'by-meta': { name: 'Bank', url: null },
    'by-acf': { name: 'Club', url: null },
    plain: null,
  });
});
