import { documentToHtmlString } from '@contentful/rich-text-html-renderer';
import { toHTML } from '@portabletext/to-html';
import { formatImportLink } from '../../modules/import/import-link.js';
import { escapeHtml } from '../../shared/text/html.js';
import { renderEmbed, renderPicture } from '../html/markup.js';
import type { ConversionWarnings } from '../run/conversion-warnings.js';
import { readPicture } from './picture.js';
import { isRecord, type TableRecord } from './records.js';
import { parseJson, type ReadOptions, readPath, toText } from './values.js';

/** Format of a body that is a text. */
export type BodyFormat = 'html' | 'markdown' | 'text';

export type Body = { html: string } | { markdown: string };

export interface BodyOptions extends ReadOptions {
  /** Format of texts; recognized by their tags if undefined. */
  format?: BodyFormat | undefined;
  warnings: ConversionWarnings;
}

/**
 * Converts the value of a body: a text, or a tree of Contentful (Rich Text), Sanity (Portable Text), Strapi (Blocks, Dynamic
 * Zone) or Wix (Ricos). Warns of what has no equivalent.
 */
export function convertBody(value: unknown, options: BodyOptions): Body {
  if (typeof value === 'string') {
    const tree = /^\s*[{[]/.test(value) ? parseJson(value) : null;
    return isTree(tree) ? convertBody(tree, options) : convertText(value, options.format);
  }
  if (Array.isArray(value)) return convertList(value, options);
  if (!isRecord(value)) return convertText(String(value), options.format);
  if (value.nodeType === 'document') return { html: renderContentful(value, options) };
  if (Array.isArray(value.nodes)) return { html: renderNodes(value.nodes, options) };
  // A text of Drupal, whose processed form is what readers saw.
  const text = toText(value.processed) ?? toText(value.value) ?? toText(value.html) ?? toText(value.markdown);
  if (text === null) {
    options.warnings.add('the text has a form that is not known and was left out');
    return { html: '' };
  }
  if (toText(value.processed) !== null) return { html: text };
  return convertText(text, /markdown/.test(String(value.format)) ? 'markdown' : options.format);
}

function isTree(value: unknown): boolean {
  return (
    Array.isArray(value) || (isRecord(value) && (Array.isArray(value.nodes) || value.nodeType === 'document'))
  );
}

function convertText(text: string, format: BodyFormat | undefined): Body {
  const isHtml = /<\/?(p|div|h[1-6]|ul|ol|li|br|a|img|figure|blockquote|table|strong|em|span)\b[^<>]*>/i.test(
    text,
  );
  if (format === 'text') {
    const paragraphs = text.split(/\n{2,}/).filter((each) => each.trim() !== '');
    return {
      html: paragraphs.map((each) => `<p>${escapeHtml(each.trim()).replaceAll('\n', '<br>')}</p>`).join(''),
    };
  }
  return (format ?? (isHtml ? 'html' : 'markdown')) === 'html' ? { html: text } : { markdown: text };
}

function convertList(values: unknown[], options: BodyOptions): Body {
  const records = values.filter(isRecord);
  if (records.some((each) => typeof each._type === 'string'))
    return { html: renderPortableText(records, options) };
  if (records.some((each) => typeof each.__component === 'string')) return convertZone(records, options);
  return { html: renderNodes(records, options) };
}

function renderContentful(document: TableRecord, options: BodyOptions): string {
  const { warnings } = options;
  const readTarget = (node: { data: unknown }) => readPath({ data: node.data }, 'data.target', options)[0];
  const renderAsset = (node: { data: unknown }) => {
    const asset = readTarget(node);
    const picture = isRecord(asset) ? readPicture(asset, options) : null;
    if (picture === null) warnings.add('a file was left out, because it is not a picture of the export');
    return picture ? renderImage(picture) : '';
  };
  const renderEntry = (node: { data: unknown }) => {
    const entry = readTarget(node);
    const url = isRecord(entry)
      ? ['url', 'embedUrl', 'videoUrl'].flatMap((name) => readPath(entry, name, options))
      : [];
    const address = toText(url[0]);
    if (address?.startsWith('http')) return renderEmbed(address);
    warnings.add('an embedded entry was left out');
    return '';
  };
  return documentToHtmlString(document as unknown as Parameters<typeof documentToHtmlString>[0], {
    renderNode: {
      'embedded-asset-block': renderAsset,
      'embedded-entry-block': renderEntry,
      'embedded-entry-inline': renderEntry,
      'embedded-resource-block': renderEntry,
      'embedded-resource-inline': renderEntry,
      'asset-hyperlink': (node, next) => {
        const asset = readTarget(node as never);
        const file = isRecord(asset) ? readPicture(asset, options, false) : null;
        return file
          ? `<a href="${escapeHtml(file.url)}">${next(node.content as never)}</a>`
          : next(node.content as never);
      },
      'entry-hyperlink': (node, next) => {
        const id = toText(readPath(node.data as TableRecord, 'target.sys.id')[0]);
        const text = next(node.content as never);
        if (id === null) return text;
        const href = formatImportLink({ sourceIds: [id], paths: [], suffix: '', fallback: '' });
        return `<a href="${href}">${text}</a>`;
      },
    },
  });
}

function renderImage({
  url,
  alt = '',
  caption,
}: {
  url: string;
  alt?: string | undefined;
  caption?: string | null | undefined;
}): string {
  return renderPicture({ url, alt, caption: escapeHtml(caption ?? ''), width: null, height: null });
}

function renderPortableText(blocks: TableRecord[], options: BodyOptions): string {
  const { warnings } = options;
  const renderObject = ({ value }: { value: TableRecord }) => renderSanityObject(value, options);
  const types = new Set(listTypes(blocks));
  return toHTML(blocks as never, {
    onMissingComponent: (message) => warnings.add(message.slice(0, 100)),
    components: {
      types: Object.fromEntries([...types].map((name) => [name, renderObject])),
      marks: {
        internalLink: ({ value, children }) => {
          const id =
            toText(readPath(value ?? {}, 'reference._ref')[0]) ?? toText(readPath(value ?? {}, '_ref')[0]);
          if (id === null) return children;
          const href = formatImportLink({ sourceIds: [id], paths: [], suffix: '', fallback: '' });
          return `<a href="${href}">${children}</a>`;
        },
      },
    },
  });
}

/** Lists the types of the objects among and within blocks, other than blocks and spans. */
function listTypes(blocks: TableRecord[]): string[] {
  const inner = blocks.flatMap(({ children }) => (Array.isArray(children) ? children.filter(isRecord) : []));
  return [...blocks, ...inner]
    .map(({ _type }) => String(_type))
    .filter((name) => !['block', 'span'].includes(name));
}

function renderSanityObject(value: TableRecord, options: BodyOptions): string {
  const picture = readPicture(value, options);
  if (picture) return renderImage(picture);
  const code = toText(value.code);
  if (code !== null) return `<pre><code>${escapeHtml(code)}</code></pre>`;
  const url = toText(value.url) ?? toText(value.href);
  if (url?.startsWith('http')) return renderEmbed(url);
  options.warnings.add(`an object of the type ${String(value._type).slice(0, 40)} was left out`);
  return '';
}

/** Converts a dynamic zone of Strapi. Components are recognized by what they hold. */
function convertZone(components: TableRecord[], options: BodyOptions): Body {
  const parts = components.map((component) => {
    const text = component.body ?? component.content ?? component.text;
    if (typeof component.__component === 'string' && /quote/.test(component.__component) && text)
      return `> ${toText(text)?.replaceAll('\n', '\n> ')}\n>\n> ${toText(component.title) ?? ''}`;
    if (typeof text === 'string') return text;
    if (Array.isArray(text)) return renderNodes(text, options);
    const pictures = [
      component.file,
      component.image,
      ...(Array.isArray(component.files) ? component.files : []),
    ]
      .filter(isRecord)
      .flatMap((file) => readPicture(file, options) ?? []);
    if (pictures.length === 0)
      options.warnings.add(`a component ${String(component.__component).slice(0, 40)} was left out`);
    return pictures.map(renderImage).join('\n');
  });
  return { markdown: parts.join('\n\n') };
}

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
function renderNodes(nodes: unknown[], options: BodyOptions): string {
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
