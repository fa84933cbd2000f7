import { ContentRefusedError } from './content-error.js';
import { type RenderedRichText, type RichTextSource, renderRichText } from './rich-text.js';

/** Errors lose their class on the way between threads. */
export type RenderResult = { rendered: RenderedRichText } | { refused: string };

/** What the rendering thread does with a body. */
// biome-ignore lint/style/noDefaultExport: the thread calls what its file exports by default
export default function render(source: RichTextSource): RenderResult {
  try {
    return { rendered: renderRichText(source) };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { refused: error.message };
  }
}
