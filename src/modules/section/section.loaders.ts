import { Prisma, type Section } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import type { Reader } from '../../database/reader.js';
import { SectionTree } from './section-tree.js';

const { sql } = Prisma;

export class SectionLoaders {
  private loading: Promise<SectionTree> | undefined;

  constructor(private readonly reader: Reader) {}

  /** The tree of all sections: one statement, once per request. */
  tree(): Promise<SectionTree> {
    this.loading ??= this.reader
      .remember({ name: 'sections', load: async () => [await this.read()], reads: () => [keys.sections] }, [
        'tree',
      ])
      .then(([tree]) => tree!);
    return this.loading;
  }

  private async read(): Promise<SectionTree> {
    const rows = await this.reader.query<Section>(
      sql`
      SELECT id, slug, name, description, parent_id AS "parentId", position
      FROM ${this.reader.table('section')} ORDER BY position, name, id`,
      [keys.sections],
    );
    return new SectionTree(rows);
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
