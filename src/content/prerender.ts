import { fileURLToPath } from 'node:url';
import { LRUCache } from 'lru-cache';
import type { BlockConversion, ConvertedBlocks } from './blocks/input/convert-blocks.js';
import { BoundedThread, ThreadLimitError } from './bounded-thread.js';
import { ContentRefusedError } from './content-error.js';
import type { RenderedBody, RenderResult, WorkerTask } from './render-worker.js';
import type { RichTextSource } from './rich-text.js';

/** Path of the compiled worker, also when this file runs uncompiled: a thread starts from JavaScript. */
const WORKER = fileURLToPath(new URL('../../dist/content/render-worker.js', import.meta.url));
/** Maximum length of sources with cached renderings, in characters. */
const MAX_CACHED_CHARACTERS = 4_000_000;

/** The worker thread, shared by the whole process. */
const workerPool = new BoundedThread<WorkerTask, RenderResult | ConvertedBlocks>(WORKER);

const renderCache = new LRUCache<string, Promise<RenderResult>>({
  maxSize: MAX_CACHED_CHARACTERS,
  sizeCalculation: (_rendering, key) => key.length,
});

const conversionCache = new LRUCache<string, Promise<ConvertedBlocks>>({
  maxSize: MAX_CACHED_CHARACTERS,
  sizeCalculation: (_conversion, key) => key.length,
});

/**
 * Renders a body like renderRichText, and detects its language, in a worker thread, off the thread that serves
 * requests; renderings are cached. Throws ContentRefusedError.
 */
export async function renderInWorker(source: RichTextSource): Promise<RenderedBody> {
  const result = await renderCached(source);
  if ('refused' in result) throw new ContentRefusedError(result.refused);
  return result.rendered;
}

/** Converts blocks to HTML like convertBlocks, in the worker thread. Results are cached. */
export function convertInWorker({ blocks, ...site }: BlockConversion): Promise<ConvertedBlocks> {
  const key = `${JSON.stringify(site)}\n${blocks}`;
  const cached = conversionCache.get(key);
  if (cached) return cached;
  const conversion = (workerPool.run({ blocks, ...site }) as Promise<ConvertedBlocks>).catch(toBlockError);
  conversionCache.set(key, conversion);
  conversion.catch(() => conversionCache.delete(key));
  return conversion;
}

/** Starts rendering a body that will be needed soon. */
export function prerender(source: RichTextSource): void {
  renderCached(source).catch(() => undefined); // renderInWorker reports the error
}

/**
 * Resolves when a rendering is cached, refused or not. Returns sentences about texts and drawings that cannot be kept.
 */
export async function waitForRendering(source: RichTextSource): Promise<string[]> {
  const result = await renderCached(source);
  return 'refused' in result ? [] : result.rendered.removed;
}

/** Removes a rendering from the cache, so that its texts can be collected before others displace it. */
export function releaseRendering(source: RichTextSource): void {
  renderCache.delete(createKey(source));
}

function renderCached(source: RichTextSource): Promise<RenderResult> {
  const key = createKey(source);
  const cached = renderCache.get(key);
  if (cached) return cached;
  const task = { format: source.format, text: source.text };
  const rendering = (workerPool.run(task) as Promise<RenderResult>).catch(toContentError);
  renderCache.set(key, rendering);
  rendering.catch(() => renderCache.delete(key));
  return rendering;
}

function createKey({ format, text }: RichTextSource): string {
  return `${format}:${text}`;
}

function toBlockError(error: unknown): ConvertedBlocks {
  if (!(error instanceof ThreadLimitError)) throw error;
  const message = `The blocks cannot be converted: ${error.message} Split the text into several articles.`;
  return { errors: [{ path: [], message, isTooLong: true }] };
}

/** Converts an exceeded limit to a cached refusal, so that it is not rendered again for each request. */
function toContentError(error: unknown): RenderResult {
  if (!(error instanceof ThreadLimitError)) throw error;
  return {
    refused: `The body cannot be rendered: ${error.message} Split it into several articles, or remove repeated markup.`,
  };
}
