import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ContentRefusedError } from '../../../src/content/content-error.js';
import { MAX_CHARACTERS } from '../../../src/content/limits.js';
import { releaseRendering, renderInWorker } from '../../../src/content/prerender.js';
import { renderRichText } from '../../../src/content/rich-text.js';

const article = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

test('renderInWorker returns the same result as renderRichText, the language and what is lost', async () => {
  const source = { format: 'markdown', text: article } as const;
  expect(await renderInWorker(source)).toEqual({
    ...renderRichText(source),
    language: 'en',
    removed: [],
    dropped: [],
  });
});

test('renderInWorker caches a rendering until it is released', async () => {
  const source = { format: 'markdown', text: 'A text that is rendered several times.' } as const;
  const first = await renderInWorker(source);
  expect(await renderInWorker(source)).toBe(first);
  releaseRendering(source);
  expect(await renderInWorker(source)).not.toBe(first);
});

test('renderInWorker renders the same text differently in another format', async () => {
  const text = '*a* <b>b</b>';
  const markdown = await renderInWorker({ format: 'markdown', text });
  expect((await renderInWorker({ format: 'html', text })).html).not.toBe(markdown.html);
});

test('renderInWorker rejects an oversized body with the error of renderRichText', async () => {
  const source = { format: 'html', text: 'x'.repeat(MAX_CHARACTERS + 1) } as const;
  const refusal = await renderInWorker(source).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ContentRefusedError);
  expect((refusal as Error).message).toContain('1,000,001 characters');
});

test('renderInWorker does not block the event loop while it renders', async () => {
  let isDone = false;
  const rendering = renderInWorker({ format: 'markdown', text: article.repeat(8) }).then(() => {
    isDone = true;
  });
  let turns = 0;
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    turns++;
  }
  await rendering;
  expect(turns).toBeGreaterThan(100);
});
