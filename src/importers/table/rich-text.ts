import { escapeHtml } from '../../shared/text/html.js';
import { type Body, type BodyFormat, type BodyOptions, renderImage } from './body.js';
import { renderContentful } from './contentful-text.js';
import { renderNodes } from './nodes.js';
import { readPicture } from './picture.js';
import { renderPortableText } from './portable-text.js';
import { isRecord, type TableRecord } from './records.js';
import { parseJson, toText } from './values.js';

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
