import { escapeHtml } from '../../shared/text/html.js';
import { renderEmbed } from '../html/markup.js';
import { type BodyOptions, renderImage } from './body.js';
import { readPicture } from './picture.js';
import { isRecord, type TableRecord } from './records.js';
import { readPath, toText } from './values.js';

/** Elements of nodes of Strapi's Blocks and of Wix' Ricos, by type. */
const ELEMENTS: Record<string, string> = {
  paragraph: 'p',
  quote: 'blockquote',
  blockquote: 'blockquote',
  'list-item': 'li',
  list_item: 'li',
  bulleted_list: 'ul',
  ordered_list: 'ol',
  table: 'table',
  table_row: 'tr',
  table_cell: 'td',
};
const MARKS: Record<string, string> = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  superscript: 'sup',
  subscript: 'sub',
};

/** Renders nodes of Strapi (`children`, `text`) and of Ricos (`nodes`, `textData`), which differ in names alone. */
export function renderNodes(nodes: unknown[], options: BodyOptions): string {
  return nodes
    .filter(isRecord)
    .map((node) => renderNode(node, options))
    .join('');
}

function renderNode(node: TableRecord, options: BodyOptions): string {
  const type = String(node.type).toLowerCase();
  const children = [node.children, node.nodes].find(Array.isArray) ?? [];
  if (type === 'text') return renderLeaf(node);
  if (type === 'divider') return '<hr>';
  const inner = renderNodes(children, options);
  if (type === 'image') {
    const picture = readPicture(node, options);
    if (picture === null) options.warnings.add('a picture without an address was left out');
    return picture ? renderImage(picture) : '';
  }
  if (type === 'link' && toText(node.url)) return `<a href="${escapeHtml(String(node.url))}">${inner}</a>`;
  if (type === 'heading') {
    const level = Number(node.level ?? readPath(node, 'headingData.level')[0]);
    const name = level >= 1 && level <= 6 ? `h${level}` : 'h2';
    return `<${name}>${inner}</${name}>`;
  }
  if (type === 'list') return node.format === 'ordered' ? `<ol>${inner}</ol>` : `<ul>${inner}</ul>`;
  if (type === 'code' || type === 'code_block')
    return `<pre><code>${inner.replace(/<[^<>]+>/g, '')}</code></pre>`;
  const element = ELEMENTS[type];
  if (element !== undefined) return `<${element}>${inner}</${element}>`;
  const url = [
    'videoData.video.src.url',
    'linkPreviewData.link.url',
    'embedData.src',
    'htmlData.url',
    'audioData.audio.src.url',
  ]
    .flatMap((path) => readPath(node, path))
    .map(toText)[0];
  if (url?.startsWith('http')) return renderEmbed(url);
  const pictures = readPath(node, 'galleryData.items.image.media').filter(isRecord);
  const images = pictures.flatMap((each) => readPicture(each, options) ?? []);
  if (images.length === 0 && inner === '')
    options.warnings.add(`a part of the type ${type.slice(0, 40)} was left out`);
  return images.map(renderImage).join('') + inner;
}

function renderLeaf(node: TableRecord): string {
  const data = isRecord(node.textData) ? node.textData : node;
  const decorations = Array.isArray(data.decorations) ? data.decorations.filter(isRecord) : [];
  let html = escapeHtml(String(data.text ?? '')).replaceAll('\n', '<br>');
  for (const [name, element] of Object.entries(MARKS)) {
    const isSet = node[name] === true || decorations.some(({ type }) => String(type).toLowerCase() === name);
    if (isSet && html !== '') html = `<${element}>${html}</${element}>`;
  }
  const [url] = decorations.flatMap((each) => readPath(each, 'linkData.link.url')).map(toText);
  return url ? `<a href="${escapeHtml(url)}">${html}</a>` : html;
}
