import type { Reader } from '../../database/database.js';
import { SectionTree } from './section-tree.js';

export class SectionLoaders {
  private loading: Promise<SectionTree> | undefined;

  constructor(private readonly reader: Reader) {}

  /** The tree of all sections: one statement, once per request. */
  tree(): Promise<SectionTree> {
    this.loading ??= this.reader.section
      .findMany({ orderBy: [{ position: 'asc' }, { name: 'asc' }, { id: 'asc' }] })
      .then((rows) => new SectionTree(rows));
    return this.loading;
  }

  /** The ids of sections, everything below them included. */
  readonly ids = {
    bySlugs: async (slugs: string[]): Promise<number[]> => {
      const tree = await this.tree();
      return slugs.flatMap((slug) => tree.withDescendants(tree.bySlug(slug)));
    },
    byId: async (id: number): Promise<number[]> => {
      const tree = await this.tree();
      return tree.withDescendants(tree.byId(id));
    },
  };
}

export interface SectionContext {
  sections: SectionLoaders;
}
