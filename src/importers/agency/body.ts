import { escapeHtml } from '../../shared/text/html.js';
import { htmlToText } from '../html/html-text.js';
import type { RoleText } from './item.js';
import { renderNitf } from './newsml/nitf-body.js';
import { toPlainText } from './plain-text.js';

/** The texts of an item that are shown. */
export interface AgencyTexts {
  html: string;
  standfirst: string | null;
  /** First words of the body, for an item without a headline. */
  opening: string;
}

/** Chooses the body and the standfirst among the texts of an item. Throws ContentRefusedError. */
export function readAgencyTexts(bodies: RoleText[], descriptions: RoleText[], title: string): AgencyTexts {
  const html = readBody(bodies, title);
  const text = htmlToText(html);
  const words = text.split(' ');
  const opening = words.slice(0, OPENING_WORDS).join(' ').slice(0, 100);
  return { html, standfirst: readStandfirst(descriptions, text), opening: opening || 'Untitled' };
}

/** Characters of a description by which it is found in the body. */
const COMPARED = 80;
const OPENING_WORDS = 10;

/** Returns the best of the texts of an item as HTML; '' if it has none. Its first heading is left out if it repeats the title. */
function readBody(bodies: RoleText[], title: string): string {
  const [best] = bodies
    .map((body) => ({ body, rank: rank(body) }))
    .sort((one, other) => other.rank - one.rank)
    .filter(({ rank }) => rank > 0);
  if (!best) return '';
  const { value } = best.body;
  if (isPlain(best.body)) return renderParagraphs(value, title);
  const nitf = value.includes('<body.content') ? renderNitf(value) : null;
  const content = nitf ?? cut(value, '<body.content') ?? cut(value, '<body') ?? value;
  return removeTitle(content, title);
}

/** Returns how well a body can be shown; 0 for formats that cannot. */
function rank(body: RoleText): number {
  const { role, contentType, value } = body;
  if (isPlain(body)) return 1;
  if (/nitf|xml/.test(role + contentType) && !/html/.test(role + contentType))
    return value.includes('<p') ? 2 : 0;
  // Agencies have variants for their own sites, such as richhtml5.
  return /^x?html5?$/.test(role) ? 4 : 3;
}

function isPlain({ role, contentType, value }: RoleText): boolean {
  if (contentType !== '') return contentType.startsWith('text/plain');
  return (
    role === 'text' ||
    role === 'plain' ||
    !/<(p|div|h[1-6]|br|ul|ol|table|figure|article|section)\b/i.test(value)
  );
}

/** Renders the paragraphs of a plain text, which are lines, or separated by empty lines. */
function renderParagraphs(text: string, title: string): string {
  const normalized = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const blocks = normalized.split(/\n[ \t]*\n/);
  const paragraphs = (blocks.length > 1 ? blocks : normalized.split('\n'))
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
  if (paragraphs[0] === title) paragraphs.shift();
  return paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n');
}

/** Returns the content of the first element of a name; null if there is none. */
function cut(markup: string, start: string): string | null {
  const lower = markup.toLowerCase();
  const open = lower.indexOf(start);
  const from = open < 0 ? -1 : markup.indexOf('>', open) + 1;
  if (from <= 0) return null;
  const end = lower.lastIndexOf(`</${start.slice(1)}`);
  return markup.slice(from, end < from ? undefined : end);
}

function removeTitle(html: string, title: string): string {
  const lower = html.toLowerCase();
  const open = lower.indexOf('<h1');
  const end = open < 0 ? -1 : lower.indexOf('</h1>', open);
  if (end < 0) return html;
  const heading = html.slice(html.indexOf('>', open) + 1, end);
  return htmlToText(heading) === title ? html.slice(0, open) + html.slice(end + '</h1>'.length) : html;
}

/** Returns the description to use as a standfirst: none that the body begins with, as agencies cut descriptions from it. */
function readStandfirst(descriptions: RoleText[], bodyText: string): string | null {
  const usable = descriptions.filter(({ role }) => !/caption|credit|alt|keyword/.test(role));
  const chosen =
    usable.find(({ role }) => /summary|standfirst|lead|lede|teaser|abstract/.test(role)) ?? usable[0];
  if (!chosen) return null;
  const text = toPlainText(chosen);
  const isRepeated = bodyText.includes(text.slice(0, COMPARED));
  return text === '' || isRepeated ? null : text;
}
