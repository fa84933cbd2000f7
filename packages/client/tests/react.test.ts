import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseHTML } from 'linkedom';
import { act, createElement, type ReactNode, useState } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { waitUntil } from '../../../tests/support/until.js';
import type { Client } from '../src/index.js';
import {
  Beacon,
  Breadcrumbs,
  Byline,
  Corrections,
  getPreferredSourceUrl,
  JsonLd,
  MostPopular,
  NewStories,
  Picture,
  PreferredSource,
  PreviewBar,
  RelatedPosts,
  SearchBox,
  SeriesBox,
  SignUpForm,
  useLiveQuery,
} from '../src/react/index.js';

const GLOBALS = [
  ...['window', 'document', 'navigator', 'IS_REACT_ACT_ENVIRONMENT', 'FormData', 'location', 'EventSource'],
];
const url = 'http://127.0.0.1:4000/graphql';
const saved = GLOBALS.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);

let page: any;

beforeEach(() => {
  page = parseHTML('<!doctype html><html><body><main></main></body></html>');
  const FormData = class {
    constructor(private readonly form: any) {}
    get(name: string) {
      return this.form.querySelector(`[name=${name}]`).value;
    }
  };
  const { document, window } = page;
  document.oninput = null; // React asks whether the event exists
  const navigator = { userAgent: '' };
  const globals = { window, document, navigator, IS_REACT_ACT_ENVIRONMENT: true, FormData };
  // Defined, not assigned: the `navigator` of Node.js 22 has no setter.
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
});
afterEach(() => {
  for (const [name, descriptor] of saved) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else delete (globalThis as any)[name];
  }
});

test('Lists of articles are headed lists of links, and nothing if they are empty', () => {
  const article = { id: '1', title: 'Talks & more', path: '/talks' };
  expect(toHtml(createElement(MostPopular, { articles: [{ rank: 1, article }] }))).toBe(
    '<section><h2>Most popular</h2><ol><li><a href="/talks">Talks &amp; more</a></li></ol></section>',
  );
  const related = (sponsorship: { name: string; url: string | null; label: string } | null) =>
    toHtml(createElement(RelatedPosts, { articles: [{ article: { ...article, sponsorship } }] }));
  expect(related(null)).toBe(
    '<section><h2>Related</h2><ul><li><a href="/talks">Talks &amp; more</a></li></ul></section>',
  );
  expect(related({ name: 'Harbour Bank', url: null, label: 'Sponsored' })).toBe(
    '<section><h2>Related</h2><ul><li><p data-sponsored="">Sponsored · Harbour Bank</p><a href="/talks">Talks &amp; more</a></li></ul></section>',
  );
  expect(toHtml(createElement(MostPopular, { articles: [] }))).toBe('');
  expect(toHtml(createElement(RelatedPosts, { articles: [] }))).toBe('');
});

test('Corrections have their dates, in the language and time zone of the site', () => {
  const corrections = [{ id: '1', at: '2026-01-31T23:30:00.000Z', text: 'It was Ada.' }];
  const formats = { language: 'de', timeZone: 'Europe/Berlin' };
  expect(toHtml(createElement(Corrections, { corrections, ...formats }))).toBe(
    '<section><h2>Corrections</h2><ul><li><time dateTime="2026-01-31T23:30:00.000Z">1. Februar 2026</time> It was Ada.</li></ul></section>',
  );
});

test('A byline joins the names as the language does', () => {
  const authors = ['Ada', 'Bea', 'Cyd'].map((name) => ({ id: name, name, path: `/${name}` }));
  const read = (language: string) =>
    toHtml(createElement(Byline, { authors, language })).replace(/<[^>]+>/g, '');
  expect(read('en')).toBe('Ada, Bea, and Cyd');
  expect(read('de')).toBe('Ada, Bea und Cyd');
});

test('Breadcrumbs begin with the section at the top', () => {
  const parent = { id: '1', name: 'World', path: '/world', parent: null };
  const section = { id: '2', name: 'Asia', path: '/world/asia', parent };
  expect(toHtml(createElement(Breadcrumbs, { section }))).toBe(
    '<nav aria-label="Breadcrumbs"><ol><li><a href="/world">World</a></li><li><a href="/world/asia">Asia</a></li></ol></nav>',
  );
});

test('A picture has its size, focal point, caption and credit', () => {
  const image = {
    ...{ url: '/h.jpg', alt: 'Harbour', width: 8, height: 6, caption: 'The harbour', credit: 'Ada' },
    ...{ srcSet: null, dataUrl: null },
    focalPoint: { x: 0.25, y: 0.5 },
  };
  expect(toHtml(createElement(Picture, { image }))).toBe(
    '<figure><img src="/h.jpg" alt="Harbour" width="8" height="6" loading="lazy" decoding="async" style="object-position:25% 50%"/><figcaption>The harbour <small>Ada</small></figcaption></figure>',
  );
});

test('A picture loads the file that fits, and shows a placeholder until then', () => {
  const image = {
    ...{ url: '/h.jpg', alt: '', width: 8, height: 6, caption: null, credit: null, focalPoint: null },
    ...{ srcSet: '/4 4w, /8 8w', dataUrl: 'data:image/webp;base64,AAAA' },
  };
  expect(toHtml(createElement(Picture, { image, sizes: '50vw' }))).toBe(
    '<figure><img src="/h.jpg" alt="" width="8" height="6" loading="lazy" decoding="async" srcSet="/4 4w, /8 8w" sizes="50vw" style="background:center/cover url(data:image/webp;base64,AAAA)"/></figure>',
  );
  expect(toHtml(createElement(Picture, { image }))).toContain('sizes="auto, 100vw"');
});

test('A sign-up form posts to the gateway without scripts, and over the graph with them', async () => {
  const calls: any[] = [];
  const results = [
    { accepted: false, userErrors: [{ code: 'INVALID', message: 'That is no address.' }] },
    { accepted: true, userErrors: [] },
  ];
  const client = {
    url,
    mutate: async (_: unknown, variables: unknown) => {
      calls.push(variables);
      return { subscribeToNewsletter: results.shift() };
    },
  } as unknown as Client;
  const form = createElement(SignUpForm, { client, newsletter: 'weekly' });
  expect(toHtml(form)).toContain('<form action="http://127.0.0.1:4000/newsletter/weekly" method="post">');
  expect(toHtml(form)).not.toContain('hidden');
  expect(toHtml(createElement(SignUpForm, { client, newsletter: 'weekly', language: 'de' }))).toContain(
    '<input type="hidden" name="language" value="de"/>',
  );
  const main = await mount(form);
  main.querySelector('input').value = 'ada@example.org';
  await dispatch(main.querySelector('form'), 'submit');
  expect(main.querySelector('[role=alert]').textContent).toBe('That is no address.');
  await dispatch(main.querySelector('form'), 'submit');
  expect(main.querySelector('[role=status]').textContent).toMatch(/confirm/);
  expect(main.querySelector('[role=status]').getAttribute('tabindex')).toBe('-1');
  expect(calls).toEqual(Array(2).fill({ newsletter: 'weekly', email: 'ada@example.org' }));
});

test('A beacon counts a view once, and has an image for browsers without scripts', async () => {
  const views: string[] = [];
  const client = { url, recordView: (slug: string) => views.push(slug) > 0 } as unknown as Client;
  const beacon = createElement(Beacon, { client, slug: 'talks' });
  expect(toHtml(beacon)).toContain('<noscript><img src="http://127.0.0.1:4000/beacon.gif?slug=talks"');
  await mount(beacon);
  expect(views).toEqual(['talks']);
});

test('The bar of a preview shows the page anew when a draft is saved, and ends the preview', async () => {
  const sources: any[] = [];
  Object.assign(globalThis, {
    location: { pathname: '/talks' },
    EventSource: class {
      constructor(readonly url: string) {
        sources.push(this);
      }
      close() {}
    },
  });
  let changes = 0;
  const bar = createElement(PreviewBar, { onChange: () => (changes += 1) });
  expect(toHtml(bar)).toContain('<form aria-label="Preview" action="/draft" method="post">');
  await mount(bar);
  expect(sources.map(({ url }) => url)).toEqual(['/draft/events?path=%2Ftalks']);
  sources[0].onmessage();
  expect(changes).toBe(0);
  sources[0].onmessage();
  expect(changes).toBe(1);
});

test('New stories are counted until they are shown, and the subscription ends with the page', async () => {
  const shown: unknown[] = [];
  let signal!: AbortSignal;
  let send!: (event: object) => void;
  const client = {
    url,
    async *subscribe(_: unknown, variables: object, options: { signal: AbortSignal }) {
      signal = options.signal;
      expect(variables).toEqual({ filter: { sections: { any: ['world'] } } });
      for (;;) {
        yield await new Promise<object>((resolve) => {
          send = (event) => resolve({ articleEvents: event });
        });
      }
    },
  } as unknown as Client;
  const main = await mount(
    createElement(NewStories, {
      client,
      section: 'world',
      delayMs: 1_000,
      onShow: (events) => shown.push(events.length),
    }),
  );
  expect(main.querySelector('button')).toBeNull();
  const events: [string, string, boolean][] = [
    ['PUBLISHED', '1', true],
    ['UPDATED', '2', true],
    ['PUBLISHED', '3', true],
    // It has left the section.
    ['PUBLISHED', '4', false],
  ];
  for (const [kind, articleId, isMatch] of events) await act(async () => send({ kind, articleId, isMatch }));
  // The pages of the site may not have them yet.
  expect(main.querySelector('button')).toBeNull();
  (globalThis as any).IS_REACT_ACT_ENVIRONMENT = false; // React warns of updates outside of `act`
  await waitUntil(() => main.querySelector('button')?.textContent === '2 new stories');
  (globalThis as any).IS_REACT_ACT_ENVIRONMENT = true;
  await dispatch(main.querySelector('button'), 'click');
  expect(main.querySelector('button')).toBeNull();
  expect(shown).toEqual([2]);
  await unmount();
  expect(signal.aborted).toBe(true);
});

test.each([
  [{}, {}],
  [{ article: 'eels' }, { slugs: ['eels'] }],
  [{ article: 'QXJ0aWNsZToxMg' }, { ids: ['QXJ0aWNsZToxMg'] }],
  [
    { section: 'world', tag: 'sea', filter: { kinds: ['OPINION'] } },
    { and: [{ kinds: ['OPINION'] }, { sections: { any: ['world'] } }, { tags: { any: ['sea'] } }] },
  ],
])('Events of %j are those of the filter %j', async (selection, filter) => {
  const subscribed: unknown[] = [];
  const client = {
    url,
    subscribe(_: unknown, variables: object) {
      subscribed.push(variables);
      return (async function* () {
        yield* [];
      })();
    },
  } as unknown as Client;
  await mount(createElement(NewStories, { client, ...selection }));
  await unmount();
  expect(subscribed).toEqual([{ filter }]);
});

test('A live query shows the data of the server for new variables first, then each result, and its last error', async () => {
  const calls: { variables: object; signal: AbortSignal; send: (data: object) => void; fail: () => void }[] =
    [];
  const client = {
    url,
    async *live(_: unknown, variables: object, { signal }: { signal: AbortSignal }) {
      for (;;)
        yield await new Promise<object>((send, reject) =>
          calls.push({ variables, signal, send, fail: () => reject(new Error('It has ended.')) }),
        );
    },
  } as unknown as Client;
  let show!: (slug: string) => void;
  function Title() {
    const [slug, setSlug] = useState('one');
    show = setSlug;
    const { data, error } = useLiveQuery(
      client,
      'query @live { title }',
      { slug },
      { title: 'From the server' },
    );
    return createElement('p', {}, data.title, error ? String(error) : '');
  }
  const main = await mount(createElement(Title));
  expect(main.textContent).toBe('From the server');
  await act(async () => calls[0]!.send({ title: 'Live' }));
  expect(main.textContent).toBe('Live');
  await act(async () => show('two'));
  expect(main.textContent).toBe('From the server');
  expect(calls[0]!.signal.aborted).toBe(true);
  expect(calls.at(-1)!.variables).toEqual({ slug: 'two' });
  await act(async () => calls.at(-1)!.send({ title: 'Two' }));
  await act(async () => calls.at(-1)!.fail());
  expect(main.textContent).toBe('TwoError: It has ended.');
  await unmount();
  expect(calls.at(-1)!.signal.aborted).toBe(true);
});

test('A live query without data of the server has none before the first result', async () => {
  const client = {
    url,
    live: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }),
  };
  function Title() {
    return createElement('p', {}, String(useLiveQuery(client as unknown as Client, '{ title }').data));
  }
  expect((await mount(createElement(Title))).textContent).toBe('null');
  await unmount();
});

test('Components send requests to their URL, and report what a page without a gateway answers', async () => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const at = { url: `http://127.0.0.1:${port}/graphql` };
  const errors: Record<string, string> = {};
  const collect = (name: string) => (error: unknown) => {
    errors[name] = String(error);
  };
  try {
    expect(toHtml(createElement(Beacon, { ...at, slug: 'talks' }))).toContain(
      `src="http://127.0.0.1:${port}/beacon.gif?slug=talks"`,
    );
    const main = await mount([
      createElement(SearchBox, { key: 1, ...at, action: '/search', delayMs: 0, onError: collect('search') }),
      createElement(SignUpForm, { key: 2, ...at, newsletter: 'weekly', onError: collect('sign-up') }),
      createElement(NewStories, { key: 3, ...at, onError: collect('stories') }),
    ]);
    const [search, signUp] = main.querySelectorAll('form');
    expect(signUp.getAttribute('action')).toBe(`http://127.0.0.1:${port}/newsletter/weekly`);
    const field = search.querySelector('input');
    setValue(field, 'har');
    await dispatch(field, 'input');
    signUp.querySelector('input').value = 'ada@example.org';
    await dispatch(signUp, 'submit');
    // The answers come by themselves, outside of any act.
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false });
    await waitUntil(() => Object.keys(errors).length === 3);
    await waitUntil(() => main.querySelector('[role=alert]') !== null);
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
    const message = new RegExp(`Status 404 without a GraphQL result from http://127.0.0.1:${port}/graphql`);
    expect(errors).toEqual({
      search: expect.stringMatching(message),
      'sign-up': expect.stringMatching(message),
      stories: expect.stringMatching(message),
    });
    expect(main.querySelector('[role=alert]').textContent).toMatch(/try again/);
    await unmount();
  } finally {
    server.close();
  }
});

test('A search box suggests what the last input asks for, and is used with the keys', async () => {
  const prefixes: string[] = [];
  const chosen: string[] = [];
  const signals: AbortSignal[] = [];
  const answers: ((data: object) => void)[] = [];
  const client = {
    url,
    query: (
      _: unknown,
      variables: Record<'prefix' | 'section', string>,
      { signal }: { signal: AbortSignal },
    ) => {
      expect(variables.section).toBe('city');
      prefixes.push(variables.prefix);
      signals.push(signal);
      return new Promise((resolve) => answers.push(resolve));
    },
  } as unknown as Client;
  const answer = (index: number, ...texts: string[]) =>
    act(async () =>
      answers[index]!({ suggest: texts.map((text) => ({ kind: 'TAG', text, path: `/${text}` })) }),
    );
  const onSelect = ({ text }: { text: string }) => chosen.push(text);
  // Long enough for two inputs one after the other on a busy machine.
  const delayMs = 1_000;
  const main = await mount(
    createElement(SearchBox, { client, action: '/search', section: 'city', delayMs, onSelect }),
  );
  const field = main.querySelector('input');
  const type = async (text: string) => {
    setValue(field, text);
    await dispatch(field, 'input');
  };
  const press = (key: string) => dispatch(field, 'keydown', { key });
  const options = () => [...main.querySelectorAll('[role=option]')];
  const isSelected = (option: any) => option.getAttribute('aria-selected') === 'true';

  await type('h');
  await type('ha');
  await waitUntil(() => prefixes.length === 1);
  await type('har');
  await waitUntil(() => prefixes.length === 2);
  expect(prefixes).toEqual(['ha', 'har']);
  expect(signals[0]!.aborted).toBe(true);
  await answer(1, 'harbour', 'harvest');
  await answer(0, 'hat');
  expect(options().map(({ textContent }) => textContent.trim())).toEqual(['harbour', 'harvest']);
  expect(field.getAttribute('aria-expanded')).toBe('true');

  await press('ArrowDown');
  await press('ArrowDown');
  expect(options().map(isSelected)).toEqual([false, true]);
  expect(field.getAttribute('aria-activedescendant')).toBe(options()[1].id);
  await press('ArrowDown');
  expect(field.getAttribute('aria-activedescendant')).toBeNull();
  await press('ArrowUp');
  await press('Enter');
  expect(chosen).toEqual(['harvest']);
  expect(field.getAttribute('aria-expanded')).toBe('false');

  await type('ferry');
  await waitUntil(() => prefixes.length === 3);
  const sponsorship = { label: 'Sponsored', name: 'Ferry Lines', url: null };
  const path = '/ferry';
  await act(async () =>
    answers[2]!({
      suggest: [
        { kind: 'ARTICLE', text: 'A ferry', path, node: { id: '1', sponsorship } },
        { kind: 'NAME', text: 'Ferry Lines', path, node: { id: '1', sponsorship } },
      ],
    }),
  );
  const labels = options().map((option) => option.querySelector('[data-sponsored]')?.textContent.trim());
  expect(labels).toEqual(['Sponsored · Ferry Lines', undefined]);
});

function toHtml(node: ReactNode): string {
  return renderToStaticMarkup(node);
}

/** Sets the value of a field as a reader does, past the property by which React notices its own changes. */
function setValue(field: any, value: string): void {
  let prototype = Object.getPrototypeOf(field);
  while (!Object.hasOwn(prototype, 'value')) prototype = Object.getPrototypeOf(prototype);
  Object.getOwnPropertyDescriptor(prototype, 'value')!.set!.call(field, value);
}

let unmount: () => Promise<void>;

/** Renders a component into the page, and returns the element around it. */
async function mount(node: ReactNode): Promise<any> {
  const { createRoot } = await import('react-dom/client');
  const main = page.document.querySelector('main');
  const root = createRoot(main);
  unmount = () => act(async () => root.unmount());
  await act(async () => root.render(node));
  return main;
}

function dispatch(element: any, type: string, properties = {}): Promise<void> {
  return act(async () => {
    const event = new page.window.Event(type, { bubbles: true, cancelable: true });
    element.dispatchEvent(Object.assign(event, properties));
  });
}

test('JsonLd links to the license for machines where one is stated', () => {
  const render = (licenseDocument: string | null) =>
    toHtml(
      createElement(JsonLd, {
        seo: { jsonLd: '{"a":"</script>"}', machineRights: { licenseDocument, meta: [] } },
      }),
    );
  expect(render('https://courier.example/license.xml')).toContain(
    '<link rel="license" type="application/rsl+xml" href="https://courier.example/license.xml"/>',
  );
  expect(render(null)).toBe('<script type="application/ld+json">{"a":"\\u003c/script>"}</script>');
});

test('SeriesBox shows the place in a series, and links to the parts beside it that there are', () => {
  const series = { id: '1', title: 'Tides', path: '/series/tides', parts: 5, articleCount: 2 };
  const next = { id: '2', title: 'Ebb & flow', path: '/ebb', sponsorship: null };
  const html = toHtml(createElement(SeriesBox, { part: { part: 2, series, previous: null, next } }));
  expect(html).toBe(
    '<nav data-series="" aria-label="Tides"><p><a href="/series/tides">Tides</a> · Part 2 of 5</p>' +
      '<p>Next part: <a href="/ebb" rel="next">Ebb &amp; flow</a></p></nav>',
  );
  const open = { ...series, parts: null };
  const last = toHtml(
    createElement(SeriesBox, {
      part: { part: 3, series: open, previous: next, next: null },
      formatPart: (part: number, parts: number) => `Teil ${part} von ${parts}`,
      previous: 'Zuvor',
    }),
  );
  // Of an open series, the number is that of the published ones, unless this one is beyond it.
  expect(last).toContain('Teil 3 von 3</p><p>Zuvor: <a href="/ebb" rel="prev">');
  expect(toHtml(createElement(SeriesBox, { part: null }))).toBe('');
  const sponsorship = { label: 'Sponsored', name: 'Ferry Lines', url: null };
  const paid = { part: 2, series, previous: { ...next, sponsorship }, next: null };
  expect(toHtml(createElement(SeriesBox, { part: paid }))).toContain(
    '<p data-sponsored="">Sponsored · Ferry Lines</p><p>Previous part: ',
  );
});

test('The link to a preferred source names the host of the site, and there is none for a site under a path', () => {
  expect(toHtml(createElement(PreferredSource, { site: { url: 'https://www.courier.example/' } }))).toBe(
    '<a href="https://www.google.com/preferences/source?q=www.courier.example">Prefer us on Google</a>',
  );
  expect(getPreferredSourceUrl('https://courier.example/news/')).toBeNull();
});
