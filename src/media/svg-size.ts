/** Characters of the first element that are read. */
const HEAD_LENGTH = 65_536;
const ATTRIBUTE = /\s([A-Za-z:]+)=(?:"([^"]*)"|'([^']*)')/g;

/** Reads the size of an SVG in pixels, from `width` and `height` or from `viewBox`. */
export function readSvgSize(bytes: Uint8Array): { width: number | null; height: number | null } {
  const text = new TextDecoder().decode(bytes.subarray(0, HEAD_LENGTH));
  const [, attributes = ''] = /<(?:svg:)?svg\b([^<>]*)/.exec(text) ?? [];
  const [, , boxWidth, boxHeight] = readAttribute(attributes, 'viewBox').split(/[\s,]+/);
  const width = parseLength(readAttribute(attributes, 'width')) ?? parseLength(boxWidth);
  const height = parseLength(readAttribute(attributes, 'height')) ?? parseLength(boxHeight);
  return width && height ? { width, height } : { width: null, height: null };
}

function readAttribute(attributes: string, wanted: string): string {
  for (const [, name, double, single] of attributes.matchAll(ATTRIBUTE)) {
    if (name === wanted) return (double ?? single ?? '').trim();
  }
  return '';
}

/** Parses a number of pixels; null for percentages and other units. */
function parseLength(length: string | undefined): number | null {
  const [, number] = /^(\d{1,6}(?:\.\d{1,6})?)(?:px)?$/.exec(length ?? '') ?? [];
  return number ? Math.round(Number(number)) || null : null;
}
