import path from 'node:path';
import { ContentRefusedError } from '../../content/content-error.js';
import type { ContentModel } from '../../fields/content-model.js';
import type { ExpectedPaths } from '../../modules/import/expected-paths.js';
import type { ExternalArticle } from '../../modules/import/external-article.js';
import { listImportLinks } from '../../modules/import/import-link.js';
import type { ImportItem } from '../run/import-run.js';
import { itemReader } from '../run/reading.js';
import { readTextFile, UnreadableFileError } from './files.js';
import type { SiteSource } from './site/site-source.js';

interface Folder {
  folder: string;
  source: SiteSource;
  /** Source IDs of the files: the folder's name and the path in it. */
  sourceIds: string[];
  model: ContentModel;
}

/** Reads the files that others link to ahead of their turn, so that the paths of their articles are expected. */
export class LinkedFiles {
  /** Source IDs of files that were not read yet. */
  private readonly unread: Set<string>;

  constructor(
    private readonly folder: Folder,
    private readonly expectedPaths: ExpectedPaths<ExternalArticle>,
  ) {
    this.unread = new Set(folder.sourceIds);
  }

  /** Expects an article that was read, and those that it links to. */
  async add(item: ImportItem): Promise<void> {
    this.unread.delete(item.item);
    if (!('article' in item)) return;
    this.expectedPaths.add(item.article);
    const linked = listImportLinks(item.article.body.text).flatMap(({ sourceIds }) => sourceIds);
    for (const sourceId of linked) if (this.unread.delete(sourceId)) await this.expect(sourceId);
  }

  private async expect(sourceId: string): Promise<void> {
    const { folder, source, model } = this.folder;
    const file = sourceId.slice(sourceId.indexOf('/') + 1);
    try {
      const text = await readTextFile(path.join(folder, file));
      const context = { ...(await source.getContext(file)), keepsLinks: true };
      const item = await itemReader.read('markdown', text, sourceId, model, context);
      if ('article' in item) this.expectedPaths.add(item.article);
    } catch (error) {
      // The import reports it when it is the file's turn.
      if (!(error instanceof UnreadableFileError || error instanceof ContentRefusedError)) throw error;
    }
  }
}
