import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { CachedLoader, createCachedListLoader } from '../../database/read/cached-loader.js';
import type { CachedLoaderDefinition, ReadClient } from '../../database/read/read-client.js';
import {
  combineMaybePromises,
  type MaybePromise,
  mapMaybePromise,
} from '../../shared/async/maybe-promise.js';
import { createPerspectiveSource, readWhole } from '../../shared/lists/list.js';
import { requireValue } from '../../shared/require-value.js';
import type { SectionIdLookup } from '../article/filter/section-condition.sql.js';
import type { SectionsArgs } from './section.inputs.js';
import { Section as GraphSection, type SectionRow } from './section.type.js';
import { SECTION_LIST } from './section-list.js';
import { SectionTree, TrackedSectionTree } from './section-tree.js';

const { sql } = Prisma;

/** Row of article_section. */
interface ArticleSectionRow {
  articleId: number;
  sectionId: number;
  position: number;
}

/** Columns of the table that the tree has. */
const TREE_COLUMNS = [
  'id',
  'slug',
  'name',
  'description',
  'parent_id',
  'position',
  'image_id',
  'created_at',
  'updated_at',
  'seo_title',
  'seo_description',
  'noindex',
  'nofollow',
  'machine_rights',
  'newsletter_id',
  'is_hidden',
];

export class SectionLoaders {
  constructor(
    private readonly reader: ReadClient,
    /** Prefix of the paths of the language that is read. */
    private readonly pathPrefix: string,
  ) {}

  private readonly treeLoader: CachedLoaderDefinition<'tree', SectionTree> = {
    name: 'sections',
    load: async () => [await this.loadTree()],
    getTags: () => [cacheTags.anySection],
    tracksOwnTags: true,
  };
  private readonly trees = new CachedLoader(this.reader, this.treeLoader);
  private trackedTree: TrackedSectionTree | undefined;

  /** Returns the tree of all sections; reads it with one statement, once per request. */
  getTree(): MaybePromise<TrackedSectionTree> {
    return this.trackedTree ?? mapMaybePromise(this.trees.load('tree'), (tree) => this.getTrackedTree(tree));
  }

  readonly byId = this.createLookup((tree, id: number) => tree.findById(id));
  readonly bySlug = this.createLookup((tree, slug: string) => tree.findBySlug(slug));
  readonly byPath = this.createLookup((tree, path: string) => tree.findByPath(path));

  private createLookup<Key>(find: (tree: TrackedSectionTree, key: Key) => SectionRow | null) {
    return { load: (key: Key) => mapMaybePromise(this.getTree(), (tree) => find(tree, key)) };
  }

  private getTrackedTree(tree: SectionTree): TrackedSectionTree {
    this.trackedTree ??= this.createTrackedTree(tree);
    return this.trackedTree;
  }

  private createTrackedTree(tree: SectionTree): TrackedSectionTree {
    return new TrackedSectionTree(tree, (read) => this.reader.trackTags(read));
  }

  /**
   * Loads the current tree rather than the request's. A cached list must not be built from an older tree: a
   * change in between would not invalidate a list that began to load after it.
   */
  private async loadLatest(): Promise<TrackedSectionTree> {
    if (!this.reader.canCache) return this.getTree();
    const [tree] = await this.reader.loadCached(this.treeLoader, ['tree']);
    return this.createTrackedTree(requireValue(tree, 'loadCached returns a value for each key.'));
  }

  private async loadTree(): Promise<SectionTree> {
    const rows = await this.reader.query<SectionRow>(
      sql`
      SELECT id, slug, name, description, parent_id AS "parentId", position, image_id AS "imageId",
        created_at AS "createdAt", updated_at AS "updatedAt",
        seo_title AS "seoTitle", seo_description AS "seoDescription", noindex, nofollow, machine_rights AS "machineRights",
        newsletter_id AS "newsletterId", is_hidden IS TRUE AS "isHidden"
      FROM ${this.reader.rowsWithDraft('section', TREE_COLUMNS)} rows ORDER BY position, name, id`,
      [],
      GraphSection,
    );
    return new SectionTree(rows, this.pathPrefix);
  }

  /** Lists sections: those at the top unless there is a filter. Throws BadUserInputError for invalid arguments. */
  async list({ filter, orderBy }: SectionsArgs): Promise<SectionRow[]> {
    const tree = await this.getTree();
    if (!filter && orderBy === 'POSITION') return tree.getRoots();
    const args = { filter: filter ?? { isTop: true }, orderBy };
    const rows = await readWhole(SECTION_LIST, args, createPerspectiveSource(this.reader));
    if (orderBy !== 'POSITION') return rows.flatMap(({ id }) => tree.findById(id) ?? []);
    const ids = new Set(rows.map(({ id }) => id));
    return tree.listAll().flatMap(({ section }) => (ids.has(section.id) ? [section] : []));
  }

  private readonly idsOfArticle = createCachedListLoader(this.reader, {
    name: 'sections of article',
    loadRows: async (ids: number[]) => {
      const text = this.reader.getText(
        'sections of article',
        () => sql`
        SELECT article_id, section_id, position FROM ${this.reader.rowsWithDraft('article_section', ['article_id', 'section_id', 'position'])} rows
        WHERE article_id = ANY($1) AND position IS NOT NULL`,
      );
      const rows = await this.reader.queryByKeys<ArticleSectionRow>(
        { text, keyColumn: 'articleId', columns: ['articleId', 'sectionId', 'position'] },
        ids,
        ids.map(cacheTags.article),
      );
      return rows.sort((a, b) => a.position - b.position);
    },
    getKey: (row) => row.articleId,
    getTags: (id) => [cacheTags.article(id)],
  });

  /** Loads the sections of an article, the primary one first. */
  readonly ofArticle = {
    preload: (ids: readonly number[]) =>
      combineMaybePromises([this.idsOfArticle.preload(ids), this.getTree()]),
    load: (id: number): MaybePromise<SectionRow[]> =>
      mapMaybePromise(this.idsOfArticle.load(id), (rows) =>
        mapMaybePromise(this.getTree(), (tree) =>
          rows.flatMap(({ sectionId }) => tree.findById(sectionId) ?? []),
        ),
      ),
  };

  /** Returns the IDs of sections, with those of all their descendants unless `isExact`. */
  readonly ids: SectionIdLookup = {
    find: async (sections, isExact = false) => {
      const tree = await this.loadLatest();
      return sections.flatMap((reference) => {
        const section = 'id' in reference ? tree.findById(reference.id) : tree.findBySlug(reference.slug);
        if (isExact) return section ? [section.id] : [];
        return tree.getIdWithDescendants(section);
      });
    },
  };
}
