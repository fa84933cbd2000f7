/** Characters of the first element that are read. */
const HEAD_LENGTH = 65_536;
const ATTRIBUTE = /\s([A-Za-z:]+)=(?:"([^"]*)"|'([^']*)')/g;

/** Pixels of CSS units. */
const UNITS: Record<string, number> = {
  '': 1,
  px: 1,
  pt: 4 / 3,
  pc: 16,
  mm: 96 / 25.4,
  cm: 96 / 2.54,
  in: 96,
};
const LENGTH = /^(\d{1,6}(?:\.\d{1,6})?)(px|pt|pc|mm|cm|in|)$/;

/**
 * Reads the size of an SVG in pixels from `width` and `height`, of which `viewBox` replaces a missing one, as in
 * browsers.
 */
export function readSvgSize(bytes: Uint8Array): { width: number | null; height: number | null } {
  const text = new TextDecoder().decode(bytes.subarray(0, HEAD_LENGTH));
  const [, attributes = ''] = /<(?:svg:)?svg\b([^<>]*)/.exec(text) ?? [];
  const [, , boxWidth, boxHeight] = readAttribute(attributes, 'viewBox')
    .split(/[\s,]+/)
    .map(parseLength);
  const box = boxWidth && boxHeight ? { width: boxWidth, height: boxHeight } : null;
  const width = parseLength(readAttribute(attributes, 'width'));
  const height = parseLength(readAttribute(attributes, 'height'));
  if (width && height) return round(width, height);
  if (!box) return { width: null, height: null };
  const ratio = box.width / box.height;
  if (width) return round(width, width / ratio);
  return height ? round(height * ratio, height) : round(box.width, box.height);
}

function round(width: number, height: number): { width: number; height: number } {
  return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
}

function readAttribute(attributes: string, wanted: string): string {
  for (const [, name, double, single] of attributes.matchAll(ATTRIBUTE)) {
    if (name === wanted) return (double ?? single ?? '').trim();
  }
  return '';
}

/** Parses a length in pixels; null for percentages and units that depend on the page. */
function parseLength(length: string): number | null {
  const [, number, unit = ''] = LENGTH.exec(length) ?? [];
  return number ? Number(number) * (UNITS[unit] ?? 0) || null : null;
}
