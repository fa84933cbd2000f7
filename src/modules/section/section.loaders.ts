import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma, type Section } from '../../database/generated/client.js';
import { CachedLoader } from '../../database/read/cached-loader.js';
import type { CachedLoaderDefinition, ReadClient } from '../../database/read/read-client.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { Section as GraphSection } from './section.type.js';
import { SectionTree, TrackedSectionTree } from './section-tree.js';

const { sql } = Prisma;

export class SectionLoaders {
  constructor(private readonly reader: ReadClient) {}

  private readonly treeLoader: CachedLoaderDefinition<'tree', SectionTree> = {
    name: 'sections',
    load: async () => [await this.loadTree()],
    getTags: () => [cacheTags.anySection],
    tracksOwnTags: true,
  };
  private readonly trees = new CachedLoader(this.reader, this.treeLoader);
  private trackedTree: TrackedSectionTree | undefined;

  /** The tree of all sections: one statement, once per request. */
  getTree(): MaybePromise<TrackedSectionTree> {
    return this.trackedTree ?? mapMaybePromise(this.trees.load('tree'), (tree) => this.getTrackedTree(tree));
  }

  private getTrackedTree(tree: SectionTree): TrackedSectionTree {
    this.trackedTree ??= this.createTrackedTree(tree);
    return this.trackedTree;
  }

  private createTrackedTree(tree: SectionTree): TrackedSectionTree {
    return new TrackedSectionTree(tree, (read) => this.reader.trackTags(read));
  }

  /**
   * The tree as it is now. A list that is remembered must not be made of the one that the request saw: a change may
   * have come between them, and who begins to read the list after it does not hear of it any more.
   */
  private async loadLatest(): Promise<TrackedSectionTree> {
    if (!this.reader.canCache) return this.getTree();
    const [tree] = await this.reader.loadCached(this.treeLoader, ['tree']);
    return this.createTrackedTree(tree!);
  }

  private async loadTree(): Promise<SectionTree> {
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
    findBySlugs: async (slugs: string[]): Promise<number[]> => {
      const tree = await this.loadLatest();
      return slugs.flatMap((slug) => tree.getIdWithDescendants(tree.findBySlug(slug)));
    },
    findById: async (id: number): Promise<number[]> => {
      const tree = await this.loadLatest();
      return tree.getIdWithDescendants(tree.findById(id));
    },
  };
}

export interface SectionContext {
  sections: SectionLoaders;
}
