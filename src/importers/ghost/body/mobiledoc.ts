import { escapeHtml } from '../../../shared/text/html.js';
import { renderFigure } from '../../html/markup.js';
import type { ConversionWarnings } from '../../run/conversion-warnings.js';
import { renderCard } from './card-html.js';

/**
 * [kind, opened markups, number of closed markups, value]. The value is text for kind 0, an index in `atoms`
 * for kind 1.
 */
type Marker = [kind: number, opened: number[], closed: number, value: string | number];

interface Mobiledoc {
  atoms?: [name: string, text: string, payload: unknown][];
  cards?: [name: string, payload: Record<string, unknown>][];
  markups?: [tag: string, attributes?: string[]][];
  sections?: unknown[][];
}

const MARKUP_TAGS = new Set(['a', 'b', 'code', 'em', 'i', 's', 'strong', 'sub', 'sup', 'u']);
const SECTION_TAGS = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'aside']);

/**
 * Renders Mobiledoc, the format of Ghost's editor before version 5.30, as HTML:
 * https://github.com/bustle/mobiledoc-kit/blob/main/MOBILEDOC.md
 */
export function renderMobiledoc(json: string, warnings: ConversionWarnings): string {
  try {
    const document = JSON.parse(json) as Mobiledoc;
    return (document.sections ?? []).map((section) => renderSection(section, document, warnings)).join('');
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    warnings.add('the text (mobiledoc) is invalid and was not imported');
    return '';
  }
}

function renderSection(
  [kind, ...section]: unknown[],
  document: Mobiledoc,
  warnings: ConversionWarnings,
): string {
  switch (kind) {
    case 1: {
      const [tag, markers] = section as [string, Marker[]];
      const name = SECTION_TAGS.has(tag) ? tag.replace('aside', 'blockquote') : 'p';
      return `<${name}>${renderMarkers(markers, document)}</${name}>`;
    }
    case 2:
      return renderFigure(`<img src="${escapeHtml(String(section[0]))}" alt="">`);
    case 3: {
      const [tag, items] = section as [string, Marker[][]];
      const name = tag === 'ol' ? 'ol' : 'ul';
      return `<${name}>${items.map((item) => `<li>${renderMarkers(item, document)}</li>`).join('')}</${name}>`;
    }
    case 10: {
      const [name, payload] = document.cards?.[section[0] as number] ?? ['', {}];
      return renderCard(name, payload, warnings);
    }
    default:
      warnings.add(`a section of the unsupported type ${String(kind).slice(0, 10)} was removed`);
      return '';
  }
}

function renderMarkers(markers: Marker[], { markups = [], atoms = [] }: Mobiledoc): string {
  const open: string[] = [];
  let html = '';
  for (const [kind, opened, closed, value] of markers) {
    for (const index of opened) {
      const [tag = '', attributes = []] = markups[index] ?? [];
      const name = MARKUP_TAGS.has(tag) ? tag : 'span';
      const href = attributes[attributes.indexOf('href') + 1];
      html += name === 'a' && href ? `<a href="${escapeHtml(href)}">` : `<${name}>`;
      open.push(name);
    }
    html += kind === 1 ? renderAtom(atoms[value as number]) : escapeHtml(String(value));
    for (let i = 0; i < closed && open.length > 0; i += 1) html += `</${open.pop()}>`;
  }
  return html;
}

function renderAtom(atom: [name: string, text: string, payload: unknown] | undefined): string {
  return atom?.[0] === 'soft-return' ? '<br>' : escapeHtml(atom?.[1] ?? '');
}
