import { parseFragment } from 'parse5';
import { SaxesParser } from 'saxes';
import { escapeHtml } from '../../../shared/text/html.js';

/** An element of XML. Its name has no namespace prefix. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: (XmlElement | string)[];
  /** False for an element that has no end, because the XML is broken. */
  isComplete: boolean;
}

/** What is wrong with XML, and where. */
export interface XmlProblem {
  message: string;
  line: number;
  /** Index in the text. */
  position: number;
  /** True if the text ends too early. */
  isEnd: boolean;
}

/** Elements within each other. Agencies use about 20. */
const MAX_DEPTH = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN_CHARACTERS = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

class XmlError extends Error {
  override readonly name = 'XmlError';
}

/** Removes the characters that XML forbids. */
export function removeForbiddenCharacters(text: string): string {
  return text.replace(FORBIDDEN_CHARACTERS, '');
}

/**
 * Parses XML up to its first error. DTDs are not read and entities of theirs not expanded; those of HTML are known. `start`
 * is written before the text, to open elements.
 */
export function parseXml(text: string, start = ''): { root: XmlElement | null; problem: XmlProblem | null } {
  const parser = new SaxesParser({ xmlns: false });
  parser.ENTITIES = createEntities(parser.ENTITIES);
  const document = createElement('', {});
  const open = [document];
  const append = (child: XmlElement | string) => open.at(-1)?.children.push(child);
  let isEnd = false;
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > MAX_DEPTH) throw new XmlError(`more than ${MAX_DEPTH} elements within each other`);
    const element = createElement(getLocalName(name), attributes as Record<string, string>);
    append(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (element) element.isComplete = true;
  });
  parser.on('text', append);
  parser.on('cdata', append);
  parser.on('error', ({ message }) => {
    throw new XmlError(message.replace(/^\d+:\d+: /, '').replace(/\.$/, ''));
  });
  const getRoot = () => document.children.find((child) => typeof child !== 'string') ?? null;
  try {
    parser.write(start).write(text);
    isEnd = true;
    parser.close();
    return { root: getRoot(), problem: null };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const position = Math.max(0, parser.position - start.length);
    return { root: getRoot(), problem: { message: error.message, line: parser.line, position, isEnd } };
  }
}

/** Returns the entities of XML and HTML by name: agencies use those of HTML without a DTD. */
function createEntities(xml: Record<string, string>): Record<string, string> {
  return new Proxy(xml, {
    get: (_, name) => {
      const text = String(name);
      if (text in xml) return xml[text];
      if (!/^[a-z][a-z\d]*$/i.test(text)) return undefined;
      const [node] = parseFragment(`&${text};`).childNodes;
      const decoded = node && 'value' in node ? node.value : '';
      return decoded.startsWith('&') ? undefined : decoded;
    },
  });
}

function createElement(name: string, attributes: Record<string, string>): XmlElement {
  return { name, attributes, children: [], isComplete: false };
}

function getLocalName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Returns the child elements of a name, or all. */
export function listElements(element: XmlElement | null, name?: string): XmlElement[] {
  return (element?.children ?? []).filter(
    (child): child is XmlElement => typeof child !== 'string' && (name === undefined || child.name === name),
  );
}

/** Returns the first element at a path of names below an element; null if there is none. */
export function findElement(element: XmlElement | null, ...path: string[]): XmlElement | null {
  return path.reduce<XmlElement | null>((parent, name) => listElements(parent, name)[0] ?? null, element);
}

/** Returns all elements of a name below an element, in order. */
export function findAll(element: XmlElement | null, name: string): XmlElement[] {
  return listElements(element).flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...findAll(child, name),
  ]);
}

/** Returns the text of an element with that of the elements in it, on one line; undefined if there is none. */
export function getText(element: XmlElement | null): string | undefined {
  return element === null ? undefined : joinTexts(element).replace(/\s+/g, ' ').trim() || undefined;
}

/** Returns the text of an element with its lines. */
export function joinTexts(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : joinTexts(child))).join('');
}

/** Returns an attribute without space around it; undefined for an empty or missing one. */
export function getAttribute(element: XmlElement | null, name: string): string | undefined {
  return element?.attributes[name]?.trim() || undefined;
}

const VOID_ELEMENTS = ['area', 'br', 'col', 'embed', 'hr', 'img', 'input', 'source', 'track', 'wbr'];

/** Renders the content of an element of XHTML as HTML. */
export function renderChildren({ children }: XmlElement): string {
  return children.map((child) => (typeof child === 'string' ? escapeHtml(child) : render(child))).join('');
}

function render(element: XmlElement): string {
  const { name, attributes } = element;
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeHtml(value)}"`);
  const start = `<${name}${pairs.join('')}>`;
  return VOID_ELEMENTS.includes(name) ? start : `${start}${renderChildren(element)}</${name}>`;
}
