import { findChildren, findText, parseXml, type XmlElement } from './xml.js';

/** The rules by which https://validator.w3.org/feed/ judges, as far as they concern what we write. */

const ATOM = '{http://www.w3.org/2005/Atom}';
const CONTENT = '{http://purl.org/rss/1.0/modules/content/}encoded';
const CREATOR = '{http://purl.org/dc/elements/1.1/}creator';
const RFC822 =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/;

class FeedValidator {
  readonly complaints: string[] = [];

  check(isRight: boolean | undefined, complaint: string): void {
    if (!isRight) this.complaints.push(complaint);
  }

  requireOne(parent: XmlElement, name: string): string {
    const found = findChildren(parent, name);
    this.check(found.length === 1, `${found.length} ${name} in ${parent.name}`);
    return found[0]?.text ?? '';
  }

  checkUrl(text: string | undefined, what: string): void {
    this.check(
      text !== undefined && /^https?:\/\/[^/\s]+\/\S*$/.test(text) && URL.canParse(text),
      `${what}: ${text}`,
    );
  }

  checkDate(text: string, pattern: RegExp): void {
    this.check(pattern.test(text) && !Number.isNaN(Date.parse(text)), `the date ${text}`);
    if (pattern === RFC822) this.check(new Date(text).toUTCString() === text, `the day of ${text}`);
  }

  checkIds(ids: string[]): void {
    this.check(new Set(ids).size === ids.length, 'ids that are not unique');
    for (const id of ids) this.check(UUID.test(id), `the id ${id}`);
  }

  /** HTML in a feed is read anywhere: no address in it may be relative, and nothing in it may run. */
  checkHtml(html: string): void {
    const relative = /\s(href|src|cite|poster)="(?![a-z][a-z0-9+.-]*:)[^"]*"/i.exec(html);
    this.check(relative === null, `the relative address ${relative?.[0]}`);
    this.check(!/<script|\son\w+=/i.test(html), 'a script');
  }
}

export interface ValidatedFeed {
  complaints: string[];
  titles: string[];
  ids: string[];
  self: string | undefined;
}

/** https://validator.w3.org/feed/docs/rss2.html */
export function validateRss(text: string): ValidatedFeed {
  const validator = new FeedValidator();
  const rss = parseXml(text);
  validator.check(rss.name === '{}rss' && rss.attributes.version === '2.0', 'no RSS 2.0');
  const [channel, ...others] = findChildren(rss, '{}channel');
  validator.check(others.length === 0, 'more than one channel');
  for (const name of ['title', 'description'])
    validator.check(validator.requireOne(channel!, `{}${name}`) !== '', `an empty ${name}`);
  validator.checkUrl(validator.requireOne(channel!, '{}link'), 'link');
  validator.check(LANGUAGE.test(validator.requireOne(channel!, '{}language')), 'language');
  validator.checkDate(validator.requireOne(channel!, '{}lastBuildDate'), RFC822);
  const self = findChildren(channel!, `${ATOM}link`).filter(({ attributes }) => attributes.rel === 'self');
  validator.check(
    self.length === 1 && self[0]!.attributes.type === 'application/rss+xml',
    'atom:link rel=self',
  );
  validator.checkUrl(self[0]?.attributes.href, 'atom:link');
  const items = findChildren(channel!, '{}item');
  for (const item of items) {
    validator.check(validator.requireOne(item, '{}title') !== '', 'an item without a title');
    validator.checkUrl(validator.requireOne(item, '{}link'), 'link');
    validator.requireOne(item, '{}description');
    validator.checkDate(validator.requireOne(item, '{}pubDate'), RFC822);
    validator.check(
      findChildren(item, '{}guid')[0]?.attributes.isPermaLink === 'false',
      'a guid that is no address',
    );
    validator.check(findChildren(item, CONTENT).length <= 1, 'more than one content');
    validator.check(
      findChildren(item, CREATOR).every(({ text }) => text !== ''),
      'a nameless creator',
    );
    validator.checkHtml(findText(item, CONTENT) ?? '');
    const enclosures = findChildren(item, '{}enclosure');
    validator.check(enclosures.length <= 1, 'more than one enclosure');
    for (const { attributes } of enclosures) {
      validator.checkUrl(attributes.url, 'enclosure');
      validator.check(
        /^\d+$/.test(attributes.length!) && /^\w+\/[\w+.-]+$/.test(attributes.type!),
        'an enclosure',
      );
    }
  }
  const ids = items.map((item) => findText(item, '{}guid')!);
  validator.checkIds(ids);
  return {
    complaints: validator.complaints,
    titles: items.map((item) => findText(item, '{}title')!),
    ids,
    self: self[0]?.attributes.href,
  };
}

/** https://validator.w3.org/feed/docs/atom.html, RFC 4287 */
export function validateAtom(text: string): ValidatedFeed {
  const validator = new FeedValidator();
  const feed = parseXml(text);
  validator.check(feed.name === `${ATOM}feed`, 'no Atom');
  validator.check(LANGUAGE.test(feed.attributes['xml:lang']!), 'xml:lang');
  const findLinks = (element: XmlElement, rel: string) =>
    findChildren(element, `${ATOM}link`).filter(({ attributes }) => attributes.rel === rel);
  const entries = findChildren(feed, `${ATOM}entry`);
  for (const element of [feed, ...entries]) {
    validator.check(validator.requireOne(element, `${ATOM}title`) !== '', 'an empty title');
    validator.checkDate(validator.requireOne(element, `${ATOM}updated`), RFC3339);
    validator.requireOne(element, `${ATOM}id`);
    validator.check(findLinks(element, 'alternate').length === 1, 'one alternate');
    for (const { attributes } of findChildren(element, `${ATOM}link`))
      validator.checkUrl(attributes.href, 'link');
    for (const author of findChildren(element, `${ATOM}author`)) {
      validator.check(validator.requireOne(author, `${ATOM}name`) !== '', 'a nameless author');
    }
  }
  for (const entry of entries) {
    validator.checkDate(validator.requireOne(entry, `${ATOM}published`), RFC3339);
    const authors = [...findChildren(entry, `${ATOM}author`), ...findChildren(feed, `${ATOM}author`)];
    validator.check(authors.length > 0, 'an entry without an author');
    validator.check(
      findChildren(entry, `${ATOM}category`).every(({ attributes }) => Boolean(attributes.term)),
      'a category without a term',
    );
    const content = findChildren(entry, `${ATOM}content`);
    validator.check(
      content.every(({ attributes }) => attributes.type === 'html') && content.length <= 1,
      'the content',
    );
    validator.checkHtml(content[0]?.text ?? '');
  }
  const self = findLinks(feed, 'self')[0]?.attributes.href;
  validator.checkUrl(self, 'rel=self');
  const ids = entries.map((entry) => findText(entry, `${ATOM}id`)!);
  validator.checkIds([...ids, findText(feed, `${ATOM}id`)!]);
  return {
    complaints: validator.complaints,
    titles: entries.map((entry) => findText(entry, `${ATOM}title`)!),
    ids,
    self,
  };
}

/** https://www.jsonfeed.org/version/1.1/ */
export function validateJsonFeed(text: string): ValidatedFeed {
  const validator = new FeedValidator();
  const feed = JSON.parse(text);
  validator.check(feed.version === 'https://jsonfeed.org/version/1.1', 'version');
  validator.check(typeof feed.title === 'string' && feed.title !== '', 'title');
  validator.check(LANGUAGE.test(feed.language), 'language');
  validator.checkUrl(feed.home_page_url, 'home_page_url');
  validator.checkUrl(feed.feed_url, 'feed_url');
  for (const item of feed.items) {
    validator.checkUrl(item.url, 'url');
    validator.checkDate(item.date_published, RFC3339);
    validator.checkDate(item.date_modified, RFC3339);
    validator.check(typeof (item.content_html ?? item.content_text) === 'string', 'an item without content');
    validator.checkHtml(item.content_html ?? '');
    if (item.image !== undefined) validator.checkUrl(item.image, 'image');
    validator.check(
      (item.authors ?? []).every(({ name }: { name: string }) => name !== ''),
      'a nameless author',
    );
    validator.check(
      (item.tags ?? []).every((tag: unknown) => typeof tag === 'string' && tag !== ''),
      'tags',
    );
  }
  const ids = feed.items.map(({ id }: { id: string }) => id);
  validator.checkIds(ids);
  return {
    complaints: validator.complaints,
    titles: feed.items.map(({ title }: any) => title),
    ids,
    self: feed.feed_url,
  };
}
