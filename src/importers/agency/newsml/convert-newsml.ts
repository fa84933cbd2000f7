import type { ItemValues } from '../placed-item.js';
import { convertNitf, readNotice } from './convert-nitf.js';
import { renderNitfBody } from './nitf-body.js';
import { getCode, toIsoTime, toStatus } from './values.js';
import {
  findAll,
  findElement,
  getAttribute,
  getText,
  joinTexts,
  listElements,
  renderChildren,
  type XmlElement,
} from './xml.js';

/** URIs of the vocabularies of IPTC whose codes become tags, by alias. */
const IPTC_SCHEMES = {
  medtop: 'http://cv.iptc.org/newscodes/mediatopic/',
  subj: 'http://cv.iptc.org/newscodes/subjectcode/',
};
/** Lists of ninjs by the nature of a concept. Others, such as `abstract`, are subjects. */
const LISTS: Record<string, string> = {
  person: 'people',
  organisation: 'organisations',
  geoarea: 'places',
  poi: 'places',
  event: 'events',
  object: 'objects',
};

/** Converts a newsItem of NewsML-G2 to an item of ninjs, as the two standards of IPTC correspond. */
export function convertNewsItem(item: XmlElement): ItemValues {
  const itemMeta = findElement(item, 'itemMeta');
  const contentMeta = findElement(item, 'contentMeta');
  const language =
    getAttribute(findElement(contentMeta, 'language'), 'tag') ?? getAttribute(item, 'xml:lang');
  const reader = new PropertyReader(item, language);
  const status = readStatus(itemMeta);
  const meta = {
    ...describeItem(item),
    language,
    versionCreated: toIsoTime(reader.read('itemMeta', 'versionCreated')),
    firstCreated: toIsoTime(reader.read('itemMeta', 'firstCreated')),
    contentCreated: toIsoTime(reader.read('contentMeta', 'contentCreated')),
    ...status,
    edNote: reader.readAll('itemMeta', 'edNote').join(' '),
    signal: listElements(itemMeta, 'signal').map(getIdentifier).map(getCode).join(' '),
    title: reader.read('itemMeta', 'title'),
    provider: reader.readLabel('itemMeta', 'provider'),
    urgency: Number(reader.read('contentMeta', 'urgency')) || undefined,
    by: reader.read('contentMeta', 'by') ?? reader.readCreators(),
    located: reader.readLabel('contentMeta', 'located'),
    slugline: reader.read('contentMeta', 'slugline'),
    headlines: reader.readTexts('headline'),
    descriptions: reader.readTexts('description'),
    ...reader.readConcepts(),
    copyrightHolder: reader.readLabel('rightsInfo', 'copyrightHolder'),
    copyrightNotice: reader.readAll('rightsInfo', 'copyrightNotice').join(' '),
    usageTerms: reader.readAll('rightsInfo', 'usageTerms').join(' '),
  };
  const content = readContent(findElement(item, 'contentSet'), status.embargoed);
  return merge(merge(reader.readRest(), content), meta);
}

/**
 * Returns the canceled items of the notices of NITF in a newsItem. They may name an item of NewsML-G2, or of NITF with the
 * source of the notice.
 */
export function listNotices(item: XmlElement): ItemValues[] {
  const notices = findAll(findElement(item, 'contentSet'), 'nitf').flatMap((nitf) => readNotice(nitf) ?? []);
  return notices.flatMap((notice) =>
    [...new Set([notice.reference, notice.uri])].map((uri) => ({ ...notice, uri })),
  );
}

/** Returns what is read of items that are no newsItem, to name them and to cancel them. */
export function describeItem(item: XmlElement): ItemValues {
  const itemMeta = findElement(item, 'itemMeta');
  const itemClass = findElement(itemMeta, 'itemClass');
  return {
    uri: getAttribute(item, 'guid'),
    // The version of an item that names none is 1, as the standard says.
    version: getAttribute(item, 'version') ?? '1',
    type: item.name === 'newsItem' ? itemClass && getCode(getIdentifier(itemClass)) : item.name,
    ...readStatus(itemMeta),
  };
}

/** Returns the IDs of the items that an item names in an element, in order. */
export function listReferences(elements: XmlElement[]): string[] {
  return elements.flatMap((element) => getAttribute(element, 'residref') ?? []);
}

/** Reads status and embargo. An empty embargo has no end: the item is withheld. */
function readStatus(itemMeta: XmlElement | null): Record<'embargoed' | 'pubStatus', string | undefined> {
  const pubStatus = findElement(itemMeta, 'pubStatus');
  const status = toStatus((pubStatus && getIdentifier(pubStatus)) || undefined);
  const embargoed = findElement(itemMeta, 'embargoed');
  const time = toIsoTime(getText(embargoed));
  const isWithheld = embargoed !== null && time === undefined && status !== 'canceled';
  return { embargoed: time, pubStatus: isWithheld ? 'withheld' : status };
}

/** Returns the code, URI or text by which an element names a concept. */
function getIdentifier(element: XmlElement): string {
  const names = ['qcode', 'uri', 'literal'];
  return names.map((name) => getAttribute(element, name)).find(Boolean) ?? getText(element) ?? '';
}

/** Returns an item with the values of another one that has values of its own. Of two statuses the stricter one holds. */
function merge(item: ItemValues, other: ItemValues): ItemValues {
  const isEmpty = (value: unknown) =>
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  const values = Object.fromEntries(Object.entries(other).filter(([, value]) => !isEmpty(value)));
  return { ...item, ...values, pubStatus: chooseStatus(item.pubStatus, other.pubStatus) };
}

/** Returns the stricter of two statuses. An unknown one, which refuses the item, is stricter than `usable`. */
function chooseStatus(...statuses: unknown[]): unknown {
  const find = (status: string) => statuses.find((each) => each === status);
  return (
    find('canceled') ??
    find('withheld') ??
    statuses.find((each) => each && each !== 'usable') ??
    find('usable')
  );
}

/** Reads properties of a newsItem. Those that nothing reads are listed by their names. */
class PropertyReader {
  private readonly used = new Set(['itemClass', 'pubStatus', 'embargoed', 'signal', 'language', 'link']);
  private readonly schemes: Map<string, string>;
  private readonly assertedNames: Map<string, XmlElement>;

  constructor(
    private readonly item: XmlElement,
    private readonly language: string | undefined,
  ) {
    const schemes = listElements(item, 'catalog').flatMap((catalog) => listElements(catalog, 'scheme'));
    this.schemes = new Map(schemes.map(({ attributes: { alias = '', uri = '' } }) => [alias, uri]));
    this.assertedNames = new Map(listElements(item, 'assert').map((each) => [getIdentifier(each), each]));
  }

  read(parent: string, name: string): string | undefined {
    return this.readAll(parent, name)[0];
  }

  readAll(parent: string, name: string): string[] {
    return this.list(parent, name).flatMap((element) => getText(element) ?? []);
  }

  /** Returns the name of a concept, or its code. */
  readLabel(parent: string, name: string): string | undefined {
    const [element] = this.list(parent, name);
    return (
      element &&
      (this.getName(element) || getAttribute(element, 'literal') || getCode(getIdentifier(element)))
    );
  }

  /** Returns the names of people among the creators. Other creators are agencies, or initials. */
  readCreators(): string | undefined {
    const names = this.list('contentMeta', 'creator').map((creator) => this.getName(creator));
    return names.filter((name) => name.includes(' ')).join(' and ') || undefined;
  }

  readTexts(name: string): object[] {
    return this.list('contentMeta', name).map((element) => ({
      role: getCode(getAttribute(element, 'role') ?? '').toLowerCase(),
      value: joinTexts(element).trim(),
    }));
  }

  readConcepts(): Record<string, object[]> {
    const lists: Record<string, object[]> = { genres: this.list('contentMeta', 'genre').map(this.toConcept) };
    for (const subject of this.list('contentMeta', 'subject')) {
      const nature = getCode(getAttribute(subject, 'type') ?? '').toLowerCase();
      const list = LISTS[nature] ?? 'subjects';
      lists[list] = [...(lists[list] ?? []), this.toConcept(subject)];
    }
    return lists;
  }

  /** Returns the properties that nothing has read, with their texts. */
  readRest(): ItemValues {
    const elements = ['itemMeta', 'contentMeta', 'rightsInfo'].flatMap((name) =>
      listElements(findElement(this.item, name)),
    );
    const rest = elements.filter(({ name }) => !this.used.has(name));
    return Object.fromEntries(
      rest.map((element) => [element.name, getText(element) || getIdentifier(element)]),
    );
  }

  private list(parent: string, name: string): XmlElement[] {
    this.used.add(name);
    return listElements(findElement(this.item, parent), name);
  }

  private readonly toConcept = (element: XmlElement): object => {
    const uri = getAttribute(element, 'uri');
    const code = this.toIptcCode(getAttribute(element, 'qcode'), uri);
    return {
      name: this.getName(element),
      ...(code === undefined && uri !== undefined && { uri }),
      literal: code ?? getAttribute(element, 'qcode') ?? getAttribute(element, 'literal'),
    };
  };

  /** Returns the code of a topic of IPTC, whatever alias and form an agency uses; undefined for other concepts. */
  private toIptcCode(qcode: string | undefined, uri: string | undefined): string | undefined {
    const [alias = '', code = ''] = qcode?.split(':', 2) ?? [];
    const full =
      uri ?? (this.schemes.get(alias) ?? IPTC_SCHEMES[alias as keyof typeof IPTC_SCHEMES] ?? '') + code;
    const scheme = Object.entries(IPTC_SCHEMES).find(([, start]) =>
      full.replace(/^https:/, 'http:').startsWith(start),
    );
    return scheme && `${scheme[0]}:${getCode(full)}`;
  }

  /** Returns the name of a concept in the language of the item, else in another one. */
  private getName(element: XmlElement): string {
    const asserted = this.assertedNames.get(getIdentifier(element)) ?? null;
    const names = [...listElements(element, 'name'), ...listElements(asserted, 'name')];
    const primary = this.language?.split('-')[0];
    const name = names.find((each) => getAttribute(each, 'xml:lang')?.split('-')[0] === primary) ?? names[0];
    return getText(name ?? null) ?? '';
  }
}

/** Reads the text, the pictures, and what a text of NITF says in its head. */
function readContent(contentSet: XmlElement | null, embargoed: string | undefined): ItemValues {
  const renditions: object[] = [];
  const bodies: object[] = [];
  let nitf: ItemValues = {};
  for (const element of listElements(contentSet)) {
    const contentType = getAttribute(element, 'contenttype')?.toLowerCase() ?? '';
    if (element.name === 'remoteContent') renditions.push(toRendition(element, contentType));
    if (
      element.name === 'inlineData' &&
      !getAttribute(element, 'encoding') &&
      /^(text\/|$)/.test(contentType)
    )
      bodies.push(toTextBody(joinTexts(element), contentType));
    if (!['inlineXML', 'inlineXHTML'].includes(element.name)) continue;
    const [root] = listElements(element);
    if (root?.name === 'nitf') {
      const values = convertNitf(root, embargoed);
      nitf = merge(nitf, values);
      bodies.push(...((values.bodies as object[] | undefined) ?? []));
    } else if (root) bodies.push(toMarkedBody(element, root, contentType));
  }
  const { uri: _, type: __, reference: ___, ...values } = nitf;
  return { ...values, bodies, renditions };
}

function toRendition(element: XmlElement, contentType: string): object {
  return {
    name: getCode(getAttribute(element, 'rendition') ?? ''),
    href: getAttribute(element, 'href'),
    contentType,
    width: Number(getAttribute(element, 'width')) || undefined,
  };
}

/** Some agencies write HTML in a text that they call plain. */
function toTextBody(value: string, contentType: string): object {
  return { contentType: /<\/p>/i.test(value) ? 'text/html' : contentType, value };
}

function toMarkedBody(element: XmlElement, root: XmlElement, contentType: string): object {
  if (/nitf/.test(contentType) || root.name === 'body.content')
    return { contentType: 'text/html', value: renderNitfBody(element) };
  const content = root.name === 'html' ? findElement(root, 'body') : element;
  return { role: 'html', contentType: 'text/html', value: content ? renderChildren(content) : '' };
}
