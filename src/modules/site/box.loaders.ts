import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { CachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { SiteBox } from './box.type.js';

type BoxRow = Omit<SiteBox, 'shownOnId'>;

export class BoxLoaders {
  constructor(
    private readonly reader: ReadClient,
    private readonly loaders: Pick<Loaders, 'sections'>,
  ) {}

  /** All boxes in one statement: they are few, and every page shows several. */
  private readonly boxes = new CachedLoader<'all', BoxRow[]>(this.reader, {
    name: 'boxes',
    load: async () => [await this.loadAll()],
    getTags: () => [cacheTags.boxes],
  });

  /** Lists the boxes of the whole site in order. */
  listOfSite(): MaybePromise<SiteBox[]> {
    return mapMaybePromise(this.boxes.load('all'), (rows) => mergeBoxes(rows, [null]));
  }

  /**
   * Lists the boxes of a section's page: those of the site, each replaced by that of the nearest section with its
   * key, and then the other boxes of the section and those above.
   */
  listOfSection(id: number): MaybePromise<SiteBox[]> {
    return mapMaybePromise(this.boxes.load('all'), (rows) =>
      mapMaybePromise(this.loaders.sections.getTree(), (tree) =>
        mergeBoxes(rows, [null, ...tree.getLineage(id).map((section) => section.id)]),
      ),
    );
  }

  private loadAll(): Promise<BoxRow[]> {
    return this.reader.query<BoxRow>(
      Prisma.sql`
      SELECT key, title, text, section_id AS "sectionId", newsletter_id AS "newsletterId"
      FROM ${this.reader.table('site_box')} ORDER BY section_id, position`,
      [cacheTags.boxes],
    );
  }
}

/** Returns the boxes of a page. `owners` are the site and the sections from the top down to that of the page. */
function mergeBoxes(rows: BoxRow[], owners: (number | null)[]): SiteBox[] {
  const shownOnId = owners.at(-1) ?? null;
  const byKey = new Map<string, SiteBox>();
  for (const owner of owners)
    for (const row of rows)
      if (row.sectionId === owner) byKey.set(row.key, Object.assign(new SiteBox(), row, { shownOnId }));
  return [...byKey.values()];
}
