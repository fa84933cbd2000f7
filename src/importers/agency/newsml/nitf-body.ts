import { escapeHtml } from '../../../shared/text/html.js';
import { AgencyItem } from '../item.js';
import { readPicture, renderPictures } from '../pictures.js';
import type { ItemValues } from '../placed-item.js';
import { findAll, getAttribute, getText, joinTexts, listElements, parseXml, type XmlElement } from './xml.js';

/** Elements of HTML by those of NITF. Others with a text, such as `person` and `money`, are replaced by it. */
const HTML_NAMES: Record<string, string> = {
  hl1: 'h2',
  hl2: 'h2',
  bq: 'blockquote',
  ...Object.fromEntries(
    'p br hr em strong sub sup q pre a ul ol li dl dt dd table caption thead tbody tfoot tr td th'
      .split(' ')
      .map((name) => [name, name]),
  ),
};
const ATTRIBUTES = ['href', 'colspan', 'rowspan'];
/** Elements that are not for readers of the article. */
const LEFT_OUT = ['note', 'copyrite', 'dateline', 'media-metadata'];

/** Renders the content of a body of NITF as HTML. The first picture is left out if it is the lead picture. */
export function renderNitfBody(body: XmlElement, leadPicture?: XmlElement): string {
  return body.children.map((child) => render(child, leadPicture)).join('');
}

/** Renders a text of NITF as HTML; null if it is broken or has no body. */
export function renderNitf(text: string): string | null {
  const { root, problem } = parseXml(text);
  const [content] = root === null || problem !== null ? [] : findAll(root, 'body.content');
  return content ? renderNitfBody(content) : null;
}

function render(node: XmlElement | string, leadPicture?: XmlElement): string {
  if (typeof node === 'string') return escapeHtml(node);
  if (LEFT_OUT.includes(node.name) || node === leadPicture) return '';
  if (node.name === 'media') return renderMedia(node);
  const content = renderNitfBody(node, leadPicture);
  if (node.name === 'credit') return `<p>— ${content}</p>`;
  const name = HTML_NAMES[node.name];
  if (name === undefined) return content;
  const attributes = ATTRIBUTES.flatMap((key) => {
    const value = getAttribute(node, key);
    return value === undefined ? [] : ` ${key}="${escapeHtml(value)}"`;
  });
  const start = `<${name}${attributes.join('')}>`;
  return ['br', 'hr'].includes(name) ? start : `${start}${content}</${name}>`;
}

function renderMedia(media: XmlElement): string {
  const picture = isPicture(media) ? readPicture(new AgencyItem(convertMedia(media))) : null;
  return picture ? renderPictures([picture], '') : '';
}

/** Returns true for the pictures among the media. */
export function isPicture(media: XmlElement): boolean {
  return /^(image|picture|photo|graphic)/i.test(getAttribute(media, 'media-type') ?? '');
}

/** Converts a picture to an item of ninjs. */
export function convertMedia(media: XmlElement): ItemValues {
  const references = listElements(media, 'media-reference');
  const alt = references.map((each) => getAttribute(each, 'alternate-text')).find(Boolean);
  const captions = listElements(media, 'media-caption').map(joinTexts);
  const [producer = null] = listElements(media, 'media-producer');
  return {
    type: 'picture',
    by: getText(producer),
    descriptions: [
      ...captions.map((value) => ({ role: 'caption', value })),
      ...(alt ? [{ role: 'alttext', value: alt }] : []),
    ],
    renditions: references.map((reference) => ({
      name: getAttribute(reference, 'name') ?? '',
      href: getAttribute(reference, 'source'),
      contentType: getAttribute(reference, 'mime-type'),
      width: Number(getAttribute(reference, 'width')) || undefined,
    })),
  };
}
