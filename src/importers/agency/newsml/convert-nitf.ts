import { parseBylineNames } from '../../page/metadata/names.js';
import type { ItemValues } from '../placed-item.js';
import { convertMedia, isPicture, renderNitfBody } from './nitf-body.js';
import { toIsoTime, toStatus } from './values.js';
import { findAll, findElement, getAttribute, getText, listElements, type XmlElement } from './xml.js';

/**
 * Converts a document of NITF to an item of ninjs. A notice that cancels another document becomes the canceled item.
 * `embargoed` is the end of an embargo that an item around the document names.
 */
export function convertNitf(nitf: XmlElement, embargoed?: string): ItemValues {
  const notice = readNotice(nitf);
  if (notice) return notice;
  const head = findElement(nitf, 'head');
  const docdata = findElement(head, 'docdata');
  const correction = findElement(docdata, 'correction');
  return {
    uri: toUri(docdata, getAttribute(findElement(docdata, 'doc-id'), 'id-string')),
    type: 'text',
    language: getAttribute(nitf, 'xml:lang') ?? getAttribute(nitf, 'baselang'),
    ...convertDates(docdata, embargoed),
    ...convertRights(docdata),
    ...convertConcepts(head),
    urgency: Number(getAttribute(findElement(docdata, 'urgency'), 'ed-urg')) || undefined,
    title: getText(findElement(head, 'title')),
    ...convertBody(findElement(nitf, 'body')),
    edNote: [getAttribute(correction, 'info'), ...readMessages(docdata)].filter(Boolean).join(' '),
    signal: correction && 'correction',
  };
}

/** Returns the canceled item of a notice that cancels another document; null for other documents. */
export function readNotice(nitf: XmlElement): (ItemValues & { reference: string }) | null {
  const docdata = findElement(nitf, 'head', 'docdata');
  const reference = getAttribute(docdata, 'management-doc-idref');
  if (!reference || toStatus(getAttribute(docdata, 'management-idref-status')) !== 'canceled') return null;
  return {
    uri: toUri(docdata, reference),
    reference,
    versionCreated: getTime(docdata, 'date.issue'),
    pubStatus: 'canceled',
    edNote: readMessages(docdata).join(' '),
  };
}

function toUri(docdata: XmlElement | null, id: string | undefined): string | undefined {
  return id && [getAttribute(findElement(docdata, 'doc-id'), 'regsrc'), id].filter(Boolean).join(':');
}

function getTime(docdata: XmlElement | null, name: string): string | undefined {
  return toIsoTime(getAttribute(findElement(docdata, name), 'norm'));
}

function readMessages(docdata: XmlElement | null): string[] {
  return listElements(docdata, 'ed-msg').flatMap((each) => getAttribute(each, 'info') ?? getText(each) ?? []);
}

/** Reads dates and the status. A document that is embargoed without a date is withheld. */
function convertDates(docdata: XmlElement | null, embargoedAround: string | undefined): ItemValues {
  const status = toStatus(getAttribute(docdata, 'management-status'));
  const embargoed = getTime(docdata, 'date.release') ?? embargoedAround;
  const isWithheld = status === 'embargoed' && embargoed === undefined;
  return {
    versionCreated: getTime(docdata, 'date.issue'),
    embargoed: isPast(embargoed) ? undefined : embargoed,
    expires: getTime(docdata, 'date.expire'),
    pubStatus: isWithheld ? 'withheld' : status === 'embargoed' ? 'usable' : status,
  };
}

/** Returns true for a time that is over in all time zones. Agencies write most dates of release without a zone. */
function isPast(time: string | undefined): boolean {
  const latest = Date.parse(time?.replace(/(T[\d:.]+)?$/, (clock) => `${clock || 'T23:59:59'}-12:00`) ?? '');
  return latest < Date.now();
}

function convertRights(docdata: XmlElement | null): ItemValues {
  const copyright = findElement(docdata, 'doc.copyright');
  const [holder, year] = [getAttribute(copyright, 'holder'), getAttribute(copyright, 'year')];
  const rights = findElement(docdata, 'doc.rights');
  const terms = ['limitations', 'geography'].map((name) => getAttribute(rights, name)).filter(Boolean);
  return {
    copyrightHolder: holder ?? getAttribute(rights, 'owner'),
    copyrightNotice: year && ['©', year, holder].filter(Boolean).join(' '),
    usageTerms: terms.join('; '),
  };
}

function convertConcepts(head: XmlElement | null): ItemValues {
  const content = findElement(head, 'docdata', 'identified-content');
  const list = (name: string) => listElements(content, name).map((each) => ({ name: getText(each) ?? '' }));
  const keywords = findAll(head, 'keyword').map((each) => getAttribute(each, 'key'));
  const subjects = findAll(head, 'tobject.subject').map((subject) => {
    const get = (name: string) => getAttribute(subject, `tobject.subject.${name}`);
    const code = get('refnum') ?? '';
    return {
      name: get('detail') ?? get('matter') ?? get('type') ?? '',
      literal: /^\d{8}$/.test(code) ? `subj:${code}` : code,
    };
  });
  return {
    subjects,
    people: list('person'),
    organisations: list('org'),
    places: list('location'),
    events: list('event'),
    keywords: keywords.filter(Boolean).join(', '),
  };
}

function convertBody(body: XmlElement | null): ItemValues {
  const head = findElement(body, 'body.head');
  const headlines = ['hl1', 'hl2'].map((name) => getText(findElement(head, 'hedline', name)));
  const content = findElement(body, 'body.content');
  const leadPicture = findAll(content, 'media').find(isPicture);
  const abstract = getText(findElement(head, 'abstract'));
  const dateline = findElement(head, 'dateline');
  return {
    headlines: headlines.flatMap((value, i) => (value ? [{ role: i === 0 ? 'main' : 'sub', value }] : [])),
    by: readBylines(listElements(head, 'byline')),
    located: getText(findElement(dateline, 'location')) ?? getText(dateline),
    provider: getText(findElement(head, 'distributor')),
    descriptions: abstract ? [{ role: 'summary', value: abstract }] : [],
    bodies: content ? [{ contentType: 'text/html', value: renderNitfBody(content, leadPicture) }] : [],
    associations: leadPicture ? [convertMedia(leadPicture)] : [],
  };
}

/** Returns a byline as it is written, of several the names, since each may begin with a word such as `By`. */
function readBylines(bylines: XmlElement[]): string {
  const texts = bylines.map(readByline);
  return texts.length > 1 ? texts.flatMap(parseBylineNames).join('; ') : (texts[0] ?? '');
}

/** Returns the byline without the job titles. If it has elements of people, only these and the text around them count. */
function readByline(byline: XmlElement): string {
  const hasPeople = listElements(byline, 'person').length > 0;
  const children = byline.children.flatMap((child) => {
    if (typeof child === 'string') return child;
    if (child.name === 'person') return ['; ', child, '; '];
    return hasPeople || child.name === 'byttl' ? [] : child;
  });
  return getText({ ...byline, children }) ?? '';
}
