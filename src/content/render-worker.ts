import { type BlockConversion, type ConvertedBlocks, convertBlocks } from './blocks/input/convert-blocks.js';
import { ContentRefusedError } from './content-error.js';
import { detectLanguage } from './language/detect-language.js';
import { type RenderedRichText, type RichTextSource, renderWithLosses } from './rich-text.js';

/** A rendered body and its language. */
export interface RenderedBody extends RenderedRichText {
  /** ISO 639-1; null if it was not detected. */
  language: string | null;
  /** Sentences about texts and drawings that cannot be kept, which readers would miss. */
  removed: string[];
  /** Sentences about other elements that were removed. */
  dropped: string[];
}

/** Result of the worker thread; errors lose their class between threads. */
export type RenderResult = { rendered: RenderedBody } | { refused: string };

export type WorkerTask = RichTextSource | BlockConversion;

/** Renders a body, or converts blocks to HTML, in the worker thread. */
// biome-ignore lint/style/noDefaultExport: the thread calls what its file exports by default
export default function run(task: WorkerTask): RenderResult | ConvertedBlocks {
  return 'blocks' in task ? convertBlocks(task) : render(task);
}

function render(source: RichTextSource): RenderResult {
  try {
    const { rendered, losses } = renderWithLosses(source);
    const language = detectLanguage(rendered.text);
    return {
      rendered: { ...rendered, removed: [...losses.removed], dropped: [...losses.dropped], language },
    };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { refused: error.message };
  }
}
