import { ContentRefusedError } from './content-error.js';
import { type RenderedRichText, type RichTextSource, renderRichText } from './rich-text.js';

/** Result of the worker thread; errors lose their class between threads. */
export type RenderResult = { rendered: RenderedRichText } | { refused: string };

/** Renders a body in the worker thread. */
// biome-ignore lint/style/noDefaultExport: the thread calls what its file exports by default
export default function render(source: RichTextSource): RenderResult {
  try {
    return { rendered: renderRichText(source) };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { refused: error.message };
  }
}
