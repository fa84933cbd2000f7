import { childrenOf, readXml, textIn, type XmlElement } from '../support/xml.js';

/** The rules by which https://validator.w3.org/feed/ judges, as far as they concern what we write. */

const ATOM = '{http://www.w3.org/2005/Atom}';
const CONTENT = '{http://purl.org/rss/1.0/modules/content/}encoded';
const CREATOR = '{http://purl.org/dc/elements/1.1/}creator';
const RFC822 =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/;

class Complaints {
  readonly all: string[] = [];

  that(isRight: boolean | undefined, complaint: string): void {
    if (!isRight) this.all.push(complaint);
  }

  once(parent: XmlElement, name: string): string {
    const found = childrenOf(parent, name);
    this.that(found.length === 1, `${found.length} ${name} in ${parent.name}`);
    return found[0]?.text ?? '';
  }

  address(text: string | undefined, what: string): void {
    this.that(
      text !== undefined && /^https?:\/\/[^/\s]+\/\S*$/.test(text) && URL.canParse(text),
      `${what}: ${text}`,
    );
  }

  date(text: string, form: RegExp): void {
    this.that(form.test(text) && !Number.isNaN(Date.parse(text)), `the date ${text}`);
    if (form === RFC822) this.that(new Date(text).toUTCString() === text, `the day of ${text}`);
  }

  unique(ids: string[]): void {
    this.that(new Set(ids).size === ids.length, 'ids that are not unique');
    for (const id of ids) this.that(UUID.test(id), `the id ${id}`);
  }

  /** HTML in a feed is read anywhere: no address in it may be relative, and nothing in it may run. */
  html(html: string): void {
    const relative = /\s(href|src|cite|poster)="(?![a-z][a-z0-9+.-]*:)[^"]*"/i.exec(html);
    this.that(relative === null, `the relative address ${relative?.[0]}`);
    this.that(!/<script|\son\w+=/i.test(html), 'a script');
  }
}

export interface ReadFeed {
  complaints: string[];
  titles: string[];
  ids: string[];
  self: string | undefined;
}

/** https://validator.w3.org/feed/docs/rss2.html */
export function readRss(text: string): ReadFeed {
  const rules = new Complaints();
  const rss = readXml(text);
  rules.that(rss.name === '{}rss' && rss.attributes.version === '2.0', 'no RSS 2.0');
  const [channel, ...others] = childrenOf(rss, '{}channel');
  rules.that(others.length === 0, 'more than one channel');
  for (const name of ['title', 'description'])
    rules.that(rules.once(channel!, `{}${name}`) !== '', `an empty ${name}`);
  rules.address(rules.once(channel!, '{}link'), 'link');
  rules.that(LANGUAGE.test(rules.once(channel!, '{}language')), 'language');
  rules.date(rules.once(channel!, '{}lastBuildDate'), RFC822);
  const self = childrenOf(channel!, `${ATOM}link`).filter(({ attributes }) => attributes.rel === 'self');
  rules.that(self.length === 1 && self[0]!.attributes.type === 'application/rss+xml', 'atom:link rel=self');
  rules.address(self[0]?.attributes.href, 'atom:link');
  const items = childrenOf(channel!, '{}item');
  for (const item of items) {
    rules.that(rules.once(item, '{}title') !== '', 'an item without a title');
    rules.address(rules.once(item, '{}link'), 'link');
    rules.once(item, '{}description');
    rules.date(rules.once(item, '{}pubDate'), RFC822);
    rules.that(
      childrenOf(item, '{}guid')[0]?.attributes.isPermaLink === 'false',
      'a guid that is no address',
    );
    rules.that(childrenOf(item, CONTENT).length <= 1, 'more than one content');
    rules.that(
      childrenOf(item, CREATOR).every(({ text }) => text !== ''),
      'a nameless creator',
    );
    rules.html(textIn(item, CONTENT) ?? '');
    const enclosures = childrenOf(item, '{}enclosure');
    rules.that(enclosures.length <= 1, 'more than one enclosure');
    for (const { attributes } of enclosures) {
      rules.address(attributes.url, 'enclosure');
      rules.that(
        /^\d+$/.test(attributes.length!) && /^\w+\/[\w+.-]+$/.test(attributes.type!),
        'an enclosure',
      );
    }
  }
  const ids = items.map((item) => textIn(item, '{}guid')!);
  rules.unique(ids);
  return {
    complaints: rules.all,
    titles: items.map((item) => textIn(item, '{}title')!),
    ids,
    self: self[0]?.attributes.href,
  };
}

/** https://validator.w3.org/feed/docs/atom.html, RFC 4287 */
export function readAtom(text: string): ReadFeed {
  const rules = new Complaints();
  const feed = readXml(text);
  rules.that(feed.name === `${ATOM}feed`, 'no Atom');
  rules.that(LANGUAGE.test(feed.attributes['xml:lang']!), 'xml:lang');
  const linkOf = (element: XmlElement, rel: string) =>
    childrenOf(element, `${ATOM}link`).filter(({ attributes }) => attributes.rel === rel);
  const entries = childrenOf(feed, `${ATOM}entry`);
  for (const element of [feed, ...entries]) {
    rules.that(rules.once(element, `${ATOM}title`) !== '', 'an empty title');
    rules.date(rules.once(element, `${ATOM}updated`), RFC3339);
    rules.once(element, `${ATOM}id`);
    rules.that(linkOf(element, 'alternate').length === 1, 'one alternate');
    for (const { attributes } of childrenOf(element, `${ATOM}link`)) rules.address(attributes.href, 'link');
    for (const author of childrenOf(element, `${ATOM}author`)) {
      rules.that(rules.once(author, `${ATOM}name`) !== '', 'a nameless author');
    }
  }
  for (const entry of entries) {
    rules.date(rules.once(entry, `${ATOM}published`), RFC3339);
    const authors = [...childrenOf(entry, `${ATOM}author`), ...childrenOf(feed, `${ATOM}author`)];
    rules.that(authors.length > 0, 'an entry without an author');
    rules.that(
      childrenOf(entry, `${ATOM}category`).every(({ attributes }) => Boolean(attributes.term)),
      'a category without a term',
    );
    const content = childrenOf(entry, `${ATOM}content`);
    rules.that(
      content.every(({ attributes }) => attributes.type === 'html') && content.length <= 1,
      'the content',
    );
    rules.html(content[0]?.text ?? '');
  }
  const self = linkOf(feed, 'self')[0]?.attributes.href;
  rules.address(self, 'rel=self');
  const ids = entries.map((entry) => textIn(entry, `${ATOM}id`)!);
  rules.unique([...ids, textIn(feed, `${ATOM}id`)!]);
  return { complaints: rules.all, titles: entries.map((entry) => textIn(entry, `${ATOM}title`)!), ids, self };
}

/** https://www.jsonfeed.org/version/1.1/ */
export function readJsonFeed(text: string): ReadFeed {
  const rules = new Complaints();
  const feed = JSON.parse(text);
  rules.that(feed.version === 'https://jsonfeed.org/version/1.1', 'version');
  rules.that(typeof feed.title === 'string' && feed.title !== '', 'title');
  rules.that(LANGUAGE.test(feed.language), 'language');
  rules.address(feed.home_page_url, 'home_page_url');
  rules.address(feed.feed_url, 'feed_url');
  for (const item of feed.items) {
    rules.address(item.url, 'url');
    rules.date(item.date_published, RFC3339);
    rules.date(item.date_modified, RFC3339);
    rules.that(typeof (item.content_html ?? item.content_text) === 'string', 'an item without content');
    rules.html(item.content_html ?? '');
    if (item.image !== undefined) rules.address(item.image, 'image');
    rules.that(
      (item.authors ?? []).every(({ name }: { name: string }) => name !== ''),
      'a nameless author',
    );
    rules.that(
      (item.tags ?? []).every((tag: unknown) => typeof tag === 'string' && tag !== ''),
      'tags',
    );
  }
  const ids = feed.items.map(({ id }: { id: string }) => id);
  rules.unique(ids);
  return {
    complaints: rules.all,
    titles: feed.items.map(({ title }: any) => title),
    ids,
    self: feed.feed_url,
  };
}
