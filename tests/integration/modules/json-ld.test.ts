import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createRandom } from '../../support/random.mjs';
import { seedArticles } from '../../support/seeds.js';

/**
 * Properties of JSON-LD that Google asks for, by its pages, read on 2026-11-30. A dot leads into an object, or into each of a
 * list. live-blog/live-blog-metadata.test.ts has those of live blogs.
 */
const GOOGLE = {
  // https://developers.google.com/search/docs/appearance/structured-data/article requires none and recommends:
  article: [
    'headline',
    'image',
    'datePublished',
    'dateModified',
    'author',
    'author.@type',
    'author.name',
    'author.url',
  ],
  // https://developers.google.com/search/docs/appearance/structured-data/paywalled-content requires:
  paywalled: [
    'isAccessibleForFree',
    'hasPart',
    'hasPart.@type',
    'hasPart.isAccessibleForFree',
    'hasPart.cssSelector',
  ],
  // https://developers.google.com/search/docs/appearance/structured-data/speakable requires one of cssSelector and xPath:
  speakable: ['speakable', 'speakable.@type', 'speakable.cssSelector'],
  // https://developers.google.com/search/docs/appearance/structured-data/organization requires none and recommends, of what
  // a publication has:
  publisher: ['publisher.@type', 'publisher.name', 'publisher.url', 'publisher.logo', 'publisher.sameAs'],
  // https://developers.google.com/search/docs/appearance/structured-data/article wants a URL or an ImageObject for `image`:
  image: ['image.@type', 'image.url'],
  // https://developers.google.com/search/docs/appearance/structured-data/breadcrumb requires:
  breadcrumb: [
    'breadcrumb.itemListElement',
    'breadcrumb.itemListElement.position',
    'breadcrumb.itemListElement.name',
    'breadcrumb.itemListElement.item',
  ],
  // https://schema.org/correction, which Google does not read; the Trust Project asks for it:
  correction: ['correction', 'correction.@type', 'correction.text', 'correction.datePublished'],
};

/** Types by kind: https://schema.org/NewsArticle and those below it, and what is no news. */
const TYPES: Record<string, string> = {
  PAGE: 'WebPage',
  OPINION: 'OpinionNewsArticle',
  LIVE_BLOG: 'LiveBlogPosting',
};

const SPEAKABLE = ['.story h1', '.story .standfirst'];

interface Read {
  slug: string;
  kind: string;
  title: string;
  access: { level: string };
  sponsorship: { name: string } | null;
  image: { url: string } | null;
  corrections: { text: string }[];
  authors: { name: string; path: string; links: { url: string }[] }[];
  seo: { jsonLd: string };
}

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({
    SITE_URL: 'https://www.courier.example',
    SITE_LOGO: 'https://www.courier.example/logo.png',
    SITE_SOCIAL_PROFILES: 'https://social.example/@courier',
    SITE_SPEAKABLE_SELECTORS: SPEAKABLE.join(','),
  });
  await seedArticles(gateway.database);
});
afterAll(() => gateway.close());

const FIELDS = `slug kind title access { level } sponsorship { name } image { url } corrections { text }
  authors { name path links { url } } seo { jsonLd }`;

async function readAll(): Promise<Read[]> {
  const kinds = '[ARTICLE, PAGE, OPINION, GALLERY, VIDEO, AUDIO, LIVE_BLOG]';
  const articles: Read[] = [];
  for (let after: string | null = null; ; ) {
    const { list }: { list: any } = await gateway.query(
      `query ($after: String) { list: articles(first: 100, after: $after, filter: { kinds: ${kinds} }) {
        nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    articles.push(...list.nodes);
    if (!list.pageInfo.hasNextPage) return articles;
    after = list.pageInfo.endCursor;
  }
}

/** Returns the properties that an object lacks, or that are empty. */
function listMissing(document: unknown, properties: string[]): string[] {
  return properties.filter((property) => !hasProperty(document, property.split('.')));
}

function hasProperty(value: unknown, [name, ...rest]: string[]): boolean {
  if (name === undefined) return value !== undefined && value !== null && value !== '';
  if (Array.isArray(value))
    return value.length > 0 && value.every((each) => hasProperty(each, [name, ...rest]));
  return typeof value === 'object' && value !== null && hasProperty((value as any)[name], rest);
}

/** Returns the properties that the JSON-LD of an article must have, by its content. */
function listExpected({ kind, sponsorship, access, image, corrections }: Read): string[] {
  const breadcrumb = kind === 'PAGE' && !sponsorship ? '' : 'mainEntityOfPage.';
  return [
    ...GOOGLE.article.filter((property) => image !== null || property !== 'image'),
    ...(image === null ? [] : GOOGLE.image),
    ...(access.level === 'PUBLIC' ? [] : GOOGLE.paywalled),
    ...(corrections.length === 0 ? [] : GOOGLE.correction),
    ...GOOGLE.speakable,
    ...GOOGLE.publisher,
    ...GOOGLE.breadcrumb.map((property) => breadcrumb + property),
  ];
}

function checkAll(articles: Read[]): void {
  for (const article of articles) {
    const { kind, sponsorship, slug, title, access, corrections, authors } = article;
    const document = JSON.parse(article.seo.jsonLd);
    expect({ slug, missing: listMissing(document, listExpected(article)) }).toEqual({ slug, missing: [] });
    const type = TYPES[kind] ?? 'NewsArticle';
    expect(document['@type']).toBe(sponsorship ? 'AdvertiserContentArticle' : type);
    expect(document.headline).toBe(title);
    expect(document.speakable.cssSelector).toEqual(SPEAKABLE);
    expect('isAccessibleForFree' in document).toBe(access.level !== 'PUBLIC');
    expect((document.correction ?? []).map(({ text }: any) => text)).toEqual(
      corrections.map(({ text }) => text),
    );
    if (authors.length > 0)
      expect(document.author.map(({ name, url, sameAs }: any) => [name, url, sameAs])).toEqual(
        authors.map(({ name, path, links }) => [
          name,
          `https://www.courier.example${path}`,
          links.length > 0 ? links.map(({ url }) => url) : undefined,
        ]),
      );
  }
}

test('The JSON-LD of each sample article has every property that Google requires or recommends', async () => {
  const articles = await readAll();
  expect(articles.length).toBeGreaterThan(25);
  expect(articles.some(({ corrections }) => corrections.length > 0)).toBe(true);
  expect(articles.some(({ authors }) => authors.some(({ links }) => links.length > 0))).toBe(true);
  checkAll(articles);
});

test('So has that of 300 articles with random content', async () => {
  const random = createRandom(41);
  const pick = <Value>(values: Value[]) => values[Math.floor(random() * values.length)]!;
  await gateway.saveMany(
    Array.from({ length: 300 }, (_, i) => ({
      slug: `random-${i}`,
      title: pick(['Tide', 'A </script> "quoted" & <b>bold</b> one', 'Ж', '😀 '.repeat(20)]),
      standfirst: pick([null, 'Short.']),
      kind: pick([undefined, 'PAGE', 'OPINION', 'VIDEO', 'GALLERY']),
      access: pick([undefined, 'MEMBERS', 'PAID']),
      section: pick([[], ['World'], ['World', 'Asia']]),
      tags: pick([[], ['Sea'], ['Sea', 'Ebb']]),
      authors: pick([[], ['Ada Byrne'], ['Ada Byrne', 'Ben Okri']]),
      ...pick([{}, {}, { sponsorName: 'Harbour Bank', sponsorUrl: 'https://bank.example/' }]),
      corrections: pick([[], [{ text: 'It was noon.', at: new Date('2026-05-01T10:00:00Z') }]]),
      image: pick([null, { ...NO_TEXTS, url: 'https://pictures.example/a.jpg', alt: 'A' }]),
      publishedAt: new Date(Date.UTC(2026, 0, 1 + (i % 300))),
    })) as never,
  );
  const articles = (await readAll()).filter(({ slug }) => slug.startsWith('random-'));
  expect(articles).toHaveLength(300);
  checkAll(articles);
});

const NO_TEXTS = {
  ...{ caption: null, credit: null, license: null },
  ...{ width: null, height: null, focalX: null, focalY: null },
};

test('An article without a byline is by the publication, and one of a sponsor by the sponsor', async () => {
  await gateway.save({ slug: 'unsigned', authors: [] });
  await gateway.save({ slug: 'paid', authors: [], sponsorName: 'Bank', sponsorUrl: 'https://bank.example/' });
  const read = async (slug: string) => {
    const { article } = await gateway.query(
      'query ($slug: String!) { article(by: { slug: $slug }) { seo { jsonLd } } }',
      { slug },
    );
    return JSON.parse(article.seo.jsonLd).author;
  };
  expect(await read('unsigned')).toEqual([
    expect.objectContaining({ '@type': 'Organization', url: 'https://www.courier.example/' }),
  ]);
  expect(await read('paid')).toEqual([
    { '@type': 'Organization', name: 'Bank', url: 'https://bank.example/' },
  ]);
});

test('The class of the part for members is a setting, which takes no other selector', async () => {
  const start = startGateway({ SITE_PAYWALL_SELECTOR: '#paid .text' });
  await expect(start).rejects.toThrow(/SITE_PAYWALL_SELECTOR.*must be the selector of one class/s);
});
