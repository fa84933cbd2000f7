import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseMarkdownArticle } from '../../src/importers/markdown/article.js';
import type {
  ArticleImporter,
  ArticleOrigin,
  ArticleOutcome,
  ImportedArticle,
  UnpublishOutcome,
} from '../../src/importers/run/imported-article.js';

const temporaryFolders: string[] = [];
// Test files of one process share this module, so that a hook of the first would not run after the others. The runner
// kills the process once it has left.
process.prependOnceListener('exit', () => {
  for (const folder of temporaryFolders) rmSync(folder, { recursive: true, force: true });
});

/** Creates a folder `posts` with files given by path. It is removed when the process of the tests ends. */
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

/** Importer that stores articles in memory by source ID, in place of the database. */
export class InMemoryImporter implements ArticleImporter {
  readonly batches: ImportedArticle[][] = [];
  private readonly jsonBySourceId = new Map<string, string>();

  async importArticles(batch: ImportedArticle[]): Promise<{ outcome: ArticleOutcome; reasons: string[] }[]> {
    this.batches.push(batch);
    return batch.map((article) => ({ outcome: this.computeOutcome(article), reasons: [] }));
  }

  async unpublishArticles(gone: ArticleOrigin[]): Promise<UnpublishOutcome[]> {
    return gone.map(({ sourceId }) => (this.jsonBySourceId.delete(sourceId) ? 'withdrawn' : 'unknown'));
  }

  get articles(): ImportedArticle[] {
    return this.batches.flat();
  }

  private computeOutcome(article: ImportedArticle): ArticleOutcome {
    const before = this.jsonBySourceId.get(article.sourceId);
    const now = JSON.stringify(article);
    this.jsonBySourceId.set(article.sourceId, now);
    if (before === undefined) return 'created';
    return before === now ? 'unchanged' : 'updated';
  }
}

/** A terminal or pipe that records its output. */
export class MemoryOutput {
  text = '';
  readonly columns = 80;

  constructor(readonly isTTY = false) {}

  write(text: string): void {
    this.text += text;
  }
}

/** Parses a text that must be valid and returns its import item. */
export function parseArticle(text: string, sourceId = 'posts/2016-03-04-a-file.md') {
  const item = parseMarkdownArticle(text, sourceId);
  if (!('article' in item)) throw new Error(`Refused: ${JSON.stringify(item)}`);
  return item;
}

/** Parses a text that must be refused and returns the reasons and line. */
export function parseRefusal(text: string, sourceId = 'posts/a-file.md') {
  const item = parseMarkdownArticle(text, sourceId);
  if (!('refused' in item)) throw new Error(`Not refused: ${JSON.stringify(item)}`);
  return { reasons: item.refused, line: item.line };
}

/** Builds a Markdown file with a title, a date and further fields. */
export function buildMarkdown(fields: string, body = 'Text.'): string {
  return `---\ntitle: A title\ndate: 2016-03-04\n${fields}\n---\n${body}\n`;
}
