import { type Awaitable, whenThere } from '../../database/awaitable.js';
import { Prisma, type Section } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import type { Reader, Remembered } from '../../database/reader.js';
import { RememberedLoader } from '../../database/remembered.js';
import { Section as GraphSection } from './section.type.js';
import { SectionTree, SeenSections } from './section-tree.js';

const { sql } = Prisma;

export class SectionLoaders {
  constructor(private readonly reader: Reader) {}

  private readonly remembered: Remembered<'tree', SectionTree> = {
    name: 'sections',
    load: async () => [await this.read()],
    reads: () => [keys.anySection],
    isNotedByUse: true,
  };
  private readonly trees = new RememberedLoader(this.reader, this.remembered);
  private seen: SeenSections | undefined;

  /** The tree of all sections: one statement, once per request. */
  tree(): Awaitable<SeenSections> {
    return this.seen ?? whenThere(this.trees.load('tree'), (tree) => this.see(tree));
  }

  private see(tree: SectionTree): SeenSections {
    this.seen ??= this.noting(tree);
    return this.seen;
  }

  private noting(tree: SectionTree): SeenSections {
    return new SeenSections(tree, (read) => this.reader.note(read));
  }

  /**
   * The tree as it is now. A list that is remembered must not be made of the one that the request saw: a change may
   * have come between them, and who begins to read the list after it does not hear of it any more.
   */
  private async latest(): Promise<SeenSections> {
    if (!this.reader.remembers) return this.tree();
    const [tree] = await this.reader.remember(this.remembered, ['tree']);
    return this.noting(tree!);
  }

  private async read(): Promise<SectionTree> {
    const rows = await this.reader.query<Section>(
      sql`
      SELECT id, slug, name, description, parent_id AS "parentId", position
      FROM ${this.reader.table('section')} ORDER BY position, name, id`,
      [],
      GraphSection,
    );
    return new SectionTree(rows);
  }

  /** The ids of sections, everything below them included. */
  readonly ids = {
    bySlugs: async (slugs: string[]): Promise<number[]> => {
      const tree = await this.latest();
      return slugs.flatMap((slug) => tree.withDescendants(tree.bySlug(slug)));
    },
    byId: async (id: number): Promise<number[]> => {
      const tree = await this.latest();
      return tree.withDescendants(tree.byId(id));
    },
  };
}

export interface SectionContext {
  sections: SectionLoaders;
}
