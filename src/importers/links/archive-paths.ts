import type { FormerPaths } from '../../modules/taxonomy/write/save-taxonomy.js';
import { toSitePath } from '../../shared/paths.js';

/** Paths of the pages that list the articles of a section, tag or author on the site of a source. */
export class ArchivePaths {
  private readonly entries = new Map<string, FormerPaths>();

  /** Adds the URL or path of a page. `slug` is that of the section, tag or author here. */
  add(owner: FormerPaths['owner'], slug: string, url: string): void {
    const path = URL.canParse(url) ? toSitePath(new URL(url).pathname) : toSitePath(url);
    if (slug === '' || path === null) return;
    const key = `${owner} ${slug}`;
    const entry = this.entries.get(key) ?? { owner, slug, paths: [] };
    this.entries.set(key, entry);
    if (!entry.paths.includes(path)) entry.paths.push(path);
  }

  /** Moves all paths under another one. */
  moveUnder(prefix: string): void {
    for (const entry of this.entries.values()) entry.paths = entry.paths.map((path) => prefix + path);
  }

  list(): FormerPaths[] {
    return [...this.entries.values()];
  }
}
