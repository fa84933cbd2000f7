import { fileURLToPath } from 'node:url';
import { LRUCache } from 'lru-cache';
import { BoundedThread, ThreadLimitError } from '../shared/async/bounded-thread.js';
import { ContentRefusedError } from './content-error.js';
import type { RenderResult } from './render-worker.js';
import type { RenderedRichText, RichTextSource } from './rich-text.js';

/** Compiled, also where this file is not: a thread starts from JavaScript. */
const WORKER = fileURLToPath(new URL('../../dist/content/render-worker.js', import.meta.url));
/** Characters of sources whose renderings are remembered. */
const MAX_CACHED_CHARACTERS = 4_000_000;

/** One thread for the whole process. */
const workerPool = new BoundedThread<RichTextSource, RenderResult>(WORKER);

const renderCache = new LRUCache<string, Promise<RenderResult>>({
  maxSize: MAX_CACHED_CHARACTERS,
  sizeCalculation: (_rendering, key) => key.length,
});

/**
 * A body as renderRichText has it, without a moment of the thread that serves readers. Ask ahead of time for one
 * that is needed soon: it is made once. Throws ContentRefusedError.
 */
export async function renderInWorker(source: RichTextSource): Promise<RenderedRichText> {
  const result = await renderCached(source);
  if ('refused' in result) throw new ContentRefusedError(result.refused);
  return result.rendered;
}

/** As rendered, for one that is not waited for. */
export function prerender(source: RichTextSource): void {
  renderCached(source).catch(() => undefined); // whoever needs it is told
}

/** Resolves when a rendering is in memory, refused or not. */
export async function waitForRendering(source: RichTextSource): Promise<void> {
  await renderCached(source);
}

function renderCached(source: RichTextSource): Promise<RenderResult> {
  const key = `${source.format}:${source.text}`;
  const cached = renderCache.get(key);
  if (cached) return cached;
  const rendering = workerPool.run({ format: source.format, text: source.text }).catch(toContentError);
  renderCache.set(key, rendering);
  rendering.catch(() => renderCache.delete(key));
  return rendering;
}

/** Remembered as any other rendering: what took too long once is not tried again for each who asks. */
function toContentError(error: unknown): RenderResult {
  if (!(error instanceof ThreadLimitError)) throw error;
  return {
    refused: `The body cannot be rendered. ${error.message} Split it, or take out what repeats in it.`,
  };
}
