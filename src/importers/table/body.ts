import { escapeHtml } from '../../shared/text/html.js';
import { renderPicture } from '../html/markup.js';
import type { SourceImage } from '../own/importer.js';
import type { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ReadOptions } from './values.js';

/** Format of a body that is a text. */
export type BodyFormat = 'html' | 'markdown' | 'text';

export type Body = { html: string } | { markdown: string };

export interface BodyOptions extends ReadOptions {
  /** Format of texts; recognized by their tags if undefined. */
  format?: BodyFormat | undefined;
  warnings: ConversionWarnings;
}

/** Renders a picture of a tree as a figure. */
export function renderImage({ url, alt = '', caption }: SourceImage): string {
  return renderPicture({ url, alt, caption: escapeHtml(caption ?? ''), width: null, height: null });
}
