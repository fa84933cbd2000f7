import { parseFragment } from 'parse5';

/** Decodes the character references in the value of an attribute, as a browser does: `&amp;`, `&#38;`, `&eacute;`. */
export function decodeAttribute(value: string): string {
  if (!value.includes('&')) return value;
  const [element] = parseFragment(`<a href="${value.replaceAll('"', '&quot;')}">`).childNodes;
  return (element && 'attrs' in element && element.attrs[0]?.value) || value;
}
