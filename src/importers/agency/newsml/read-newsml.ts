import type { ItemValues } from '../placed-item.js';
import { convertNewsItem, describeItem, listNotices, listReferences } from './convert-newsml.js';
import { convertNitf } from './convert-nitf.js';
import {
  findAll,
  findElement,
  listElements,
  parseXml,
  removeForbiddenCharacters,
  type XmlElement,
  type XmlProblem,
} from './xml.js';

/** An item of a file, or what is wrong with it. */
export type NewsmlResult = { item: ItemValues } | { problem: string; isEnd: boolean };

const ITEMS = [
  'newsItem',
  'packageItem',
  'conceptItem',
  'knowledgeItem',
  'planningItem',
  'catalogItem',
  'nitf',
];
/** What is no markup, and the tags of items: the slash of an end tag, the name, and the slash of an empty element. */
const TOKEN = new RegExp(
  [
    '<!--[^]*?(?:-->|$)',
    '<!\\[CDATA\\[[^]*?(?:\\]\\]>|$)',
    '<\\?[^]*?(?:\\?>|$)',
    `<(/?)(?:[\\w.-]+:)?(${ITEMS.join('|')})(?=[\\s/>])(?:[^<>"'/]|/(?!>)|"[^"<]*"|'[^'<]*')*(/?)`,
  ].join('|'),
  'g',
);
/** Elements that contain items. */
const CONTAINERS = ['newsMessage', 'itemSet'];

/** Reads the items of a file with NewsML-G2 or NITF, in order. A broken item is a problem, and the next one follows. */
export function readNewsml(file: string): NewsmlResult[] {
  const results = readElements(removeForbiddenCharacters(file));
  const elements = results.filter((each): each is XmlElement => 'name' in each);
  const items = new Map(elements.map((element) => [element, convert(element)]));
  addPictures(items);
  return results.flatMap((each): NewsmlResult[] => {
    if (!('name' in each)) return [{ problem: `line ${each.line}: ${each.message}`, isEnd: each.isEnd }];
    const notices = each.name === 'newsItem' ? listNotices(each) : [];
    return [items.get(each) ?? {}, ...notices].map((item) => ({ item }));
  });
}

function readElements(text: string): (XmlElement | XmlProblem)[] {
  const found: (XmlElement | XmlProblem)[] = [];
  let [from, line, start] = [0, 0, ''];
  for (;;) {
    const { root, problem } = parseXml(text.slice(from), start);
    const items = root === null ? [] : listItems(root);
    const complete = items.filter(({ isComplete }) => isComplete);
    found.push(...complete);
    if (problem === null && found.length === 0) found.push(describeOther(root));
    if (problem === null) return found;
    const { next, isInItem } = findNextItem(text, from, from + problem.position);
    // What follows the last item belongs to elements that an earlier problem has closed.
    if (start === '' || isInItem || complete.length < items.length)
      found.push({ ...problem, line: line + problem.line });
    if (next === null) return found;
    line += countLines(text.slice(from, next));
    [from, start] = [next, '<newsMessage><itemSet>'];
  }
}

/**
 * Finds the item after a problem, and whether the problem is in an item. Reads the tags from an item on. A text of NITF in a
 * broken newsItem is not one to go on with, since the newsItem may embargo it.
 */
function findNextItem(
  text: string,
  from: number,
  problemAt: number,
): { next: number | null; isInItem: boolean } {
  const open: string[] = [];
  let isInItem = false;
  TOKEN.lastIndex = from;
  for (const { index, 0: tag, 1: endSlash, 2: name, 3: emptySlash } of text.matchAll(TOKEN)) {
    if (name === undefined) continue;
    if (endSlash) open.splice(open.includes(name) ? open.lastIndexOf(name) : open.length);
    else if (index >= problemAt && (name !== 'nitf' || open.every((each) => each === 'nitf')))
      return { next: index, isInItem };
    else if (!emptySlash) open.push(name);
    if (index < problemAt) isInItem = open.length > 0 || index + tag.length >= problemAt;
  }
  return { next: null, isInItem };
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

/** Lists the items of a document that are not in another item. */
function listItems(element: XmlElement): XmlElement[] {
  if (ITEMS.includes(element.name)) return [element];
  return CONTAINERS.includes(element.name) ? listElements(element).flatMap(listItems) : [];
}

function describeOther(root: XmlElement | null): XmlProblem {
  const advice =
    root?.name === 'NewsML' ? ' (NewsML 1 is not read: ask the agency for NewsML-G2, NITF or ninjs)' : '';
  const message = `${root ? `<${root.name}>` : 'the file'} has no item of NewsML-G2 or NITF${advice}`;
  return { message, line: 1, position: 0, isEnd: false };
}

function convert(element: XmlElement): ItemValues {
  if (element.name === 'nitf') return convertNitf(element);
  return element.name === 'newsItem' ? convertNewsItem(element) : describeItem(element);
}

/**
 * Gives texts the pictures that they name in a `link`, and those of a package that has no other text. All are in the same
 * file.
 */
function addPictures(items: Map<XmlElement, ItemValues>): void {
  const byUri = new Map([...items.values()].map((values) => [values.uri, values]));
  const find = (ids: string[]) => ids.map((id) => byUri.get(id)).filter((each) => each !== undefined);
  for (const [element, values] of items) {
    if (element.name === 'newsItem')
      addAssociations(values, find(listReferences(listElements(findElement(element, 'itemMeta'), 'link'))));
    if (element.name !== 'packageItem') continue;
    const members = find(listReferences(findAll(findElement(element, 'groupSet'), 'itemRef')));
    const [text, ...otherTexts] = members.filter((member) => !isPicture(member));
    if (text && otherTexts.length === 0) addAssociations(text, members);
  }
}

function addAssociations(item: ItemValues, others: ItemValues[]): void {
  const present: ItemValues[] = Array.isArray(item.associations) ? item.associations : [];
  const pictures = others.filter((other) => isPicture(other) && other !== item && !present.includes(other));
  item.associations = [...pictures, ...present];
}

function isPicture({ type }: ItemValues): boolean {
  return type === 'picture' || type === 'graphic';
}
