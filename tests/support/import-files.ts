import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from '@jest/globals';
import { parseMarkdownArticle } from '../../src/importers/markdown/article.js';
import type {
  ArticleImporter,
  ArticleOrigin,
  ArticleOutcome,
  ImportedArticle,
  UnpublishOutcome,
} from '../../src/importers/run/imported-article.js';

const temporaryFolders: string[] = [];
afterAll(() => Promise.all(temporaryFolders.map((folder) => rm(folder, { recursive: true }))));

/** A folder `posts` with these files, by path, until the tests of the file are done. */
export async function createFolder(files: Record<string, string | Uint8Array>): Promise<string> {
  const parent = await mkdtemp(path.join(os.tmpdir(), 'dateline-import-'));
  temporaryFolders.push(parent);
  const folder = path.join(parent, 'posts');
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return folder;
}

/** Stands in for the database, outside of what is tested here: remembers the articles by source id. */
export class InMemoryImporter implements ArticleImporter {
  readonly batches: ImportedArticle[][] = [];
  readonly #jsonBySourceId = new Map<string, string>();

  async importArticles(batch: ImportedArticle[]): Promise<{ outcome: ArticleOutcome; reasons: string[] }[]> {
    this.batches.push(batch);
    return batch.map((article) => ({ outcome: this.#computeOutcome(article), reasons: [] }));
  }

  async unpublishArticles(gone: ArticleOrigin[]): Promise<UnpublishOutcome[]> {
    return gone.map(({ sourceId }) => (this.#jsonBySourceId.delete(sourceId) ? 'withdrawn' : 'unknown'));
  }

  get articles(): ImportedArticle[] {
    return this.batches.flat();
  }

  #computeOutcome(article: ImportedArticle): ArticleOutcome {
    const before = this.#jsonBySourceId.get(article.sourceId);
    const now = JSON.stringify(article);
    this.#jsonBySourceId.set(article.sourceId, now);
    if (before === undefined) return 'created';
    return before === now ? 'unchanged' : 'updated';
  }
}

/** A terminal or a pipe that keeps what was written to it. */
export class MemoryOutput {
  text = '';
  readonly columns = 80;

  constructor(readonly isTTY = false) {}

  write(text: string): void {
    this.text += text;
  }
}

/** The article of a text that must parse, with what its receipt would say. */
export function parseArticle(text: string, sourceId = 'posts/2016-03-04-a-file.md') {
  const item = parseMarkdownArticle(text, sourceId);
  if (!('article' in item)) throw new Error(`Refused: ${JSON.stringify(item)}`);
  return item;
}

/** Why a text is refused, and the line. */
export function parseRefusal(text: string, sourceId = 'posts/a-file.md') {
  const item = parseMarkdownArticle(text, sourceId);
  if (!('refused' in item)) throw new Error(`Not refused: ${JSON.stringify(item)}`);
  return { reasons: item.refused, line: item.line };
}

/** Front matter in YAML with a title and a date, so that a test shows only its own field. */
export function buildMarkdown(fields: string, body = 'Text.'): string {
  return `---\ntitle: A title\ndate: 2016-03-04\n${fields}\n---\n${body}\n`;
}
