import type { Transaction } from '../../../mutations/write-lock.js';
import type { SiteLanguages } from '../../../shared/languages.js';
import { getText } from '../../../shared/translated-texts.js';
import type { SectionLocation } from './section-positions.js';

interface SectionNode {
  id: number;
  slug: string;
  parentId: number | null;
  /** Texts in further languages; missing for a section that was just created. */
  texts?: unknown;
}

/** All sections, loaded with one statement, so that many section paths are resolved without further ones. */
export class SectionIndex {
  private readonly nodes = new Map<number, SectionNode>();

  static async load(tx: Transaction): Promise<SectionIndex> {
    const index = new SectionIndex();
    for (const node of await tx.section.findMany({
      select: { id: true, slug: true, parentId: true, texts: true },
    }))
      index.add(node);
    return index;
  }

  add(node: SectionNode): void {
    this.nodes.set(node.id, node);
  }

  get(id: number): SectionLocation | null {
    const node = this.nodes.get(id);
    if (!node) return null;
    const parent = node.parentId === null ? null : this.get(node.parentId);
    return { id, path: `${parent?.path ?? ''}/${node.slug}` };
  }

  /** Returns the path of a section in a further language of the site, with its prefix. */
  getPathIn(id: number, language: string, languages: SiteLanguages): string {
    const node = this.nodes.get(id);
    if (!node) return languages.getPrefix(language);
    const parent =
      node.parentId === null
        ? languages.getPrefix(language)
        : this.getPathIn(node.parentId, language, languages);
    return `${parent}/${getText(node, 'slug', language, languages) ?? node.slug}`;
  }

  has(slug: string): boolean {
    return [...this.nodes.values()].some((node) => node.slug === slug);
  }

  /** Finds the section below `parent` that has the first possible of the slugs. */
  findChild(parent: SectionLocation | null, slugs: string[]): SectionLocation | null {
    const children = [...this.nodes.values()].filter(({ parentId }) => parentId === (parent?.id ?? null));
    for (const slug of slugs) {
      const child = children.find((node) => node.slug === slug);
      if (child) return { id: child.id, path: `${parent?.path ?? ''}/${child.slug}` };
    }
    return null;
  }
}
