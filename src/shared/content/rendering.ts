import { fileURLToPath } from 'node:url';
import { LRUCache } from 'lru-cache';
import { BoundedThread, ThreadLimitError } from '../bounded-thread.js';
import { ContentRefusedError } from './content-refused.js';
import type { Rendering } from './render-worker.js';
import type { RenderedRichText, RichTextSource } from './rich-text.js';

/** Compiled, also where this file is not: a thread starts from JavaScript. */
const WORKER = fileURLToPath(new URL('../../../dist/shared/content/render-worker.js', import.meta.url));
/** Characters of sources whose renderings are remembered. */
const REMEMBERED = 4_000_000;

/** One thread for the whole process. */
const thread = new BoundedThread<RichTextSource, Rendering>(WORKER);

const recent = new LRUCache<string, Promise<Rendering>>({
  maxSize: REMEMBERED,
  sizeCalculation: (_rendering, key) => key.length,
});

/**
 * A body as renderRichText has it, without a moment of the thread that serves readers. Ask ahead of time for one
 * that is needed soon: it is made once. Throws ContentRefusedError.
 */
export async function rendered(source: RichTextSource): Promise<RenderedRichText> {
  const rendering = await remembered(source);
  if ('refused' in rendering) throw new ContentRefusedError(rendering.refused);
  return rendering.rendered;
}

/** As rendered, for one that is not waited for. */
export function renderAhead(source: RichTextSource): void {
  remembered(source).catch(() => undefined); // whoever needs it is told
}

/** Resolves when a rendering is in memory, refused or not. */
export async function waitForRendering(source: RichTextSource): Promise<void> {
  await remembered(source);
}

function remembered(source: RichTextSource): Promise<Rendering> {
  const key = `${source.format}:${source.text}`;
  const known = recent.get(key);
  if (known) return known;
  const rendering = thread.run({ format: source.format, text: source.text }).catch(refusalOf);
  recent.set(key, rendering);
  rendering.catch(() => recent.delete(key));
  return rendering;
}

/** Remembered as any other rendering: what took too long once is not tried again for each who asks. */
function refusalOf(error: unknown): Rendering {
  if (!(error instanceof ThreadLimitError)) throw error;
  return {
    refused: `The body cannot be rendered. ${error.message} Split it, or take out what repeats in it.`,
  };
}
