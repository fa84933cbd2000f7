import { getHeapStatistics } from 'node:v8';
import { ContentRefusedError } from '../../dist/content/content-error.js';
import { renderRichText } from '../../dist/content/rich-text.js';
import { readPage } from '../../dist/importers/page/read-page.js';

/** A page all the way from its HTML to the forms that a body is kept in. */
// biome-ignore lint/style/noDefaultExport: the thread calls what its file exports by default
export default function readAndRender(html) {
  const began = performance.now();
  let outcome = 'none';
  try {
    const found = readPage(html, 'https://h.example/page');
    if (found) {
      renderRichText({ format: 'html', text: found.html });
      outcome = 'articles';
    }
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    outcome = 'refused';
  }
  const heap = Math.round(getHeapStatistics().used_heap_size / 1_048_576);
  return { outcome, milliseconds: performance.now() - began, heap };
}
