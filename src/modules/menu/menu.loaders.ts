import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { CachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { Menu, MenuItem } from './menu.type.js';

const { sql } = Prisma;

type MenuItemRow = MenuItem & { location: string };

export class MenuLoaders {
  constructor(private readonly reader: ReadClient) {}

  /** All menus in one statement: they are few, and most pages show several. */
  private readonly menus = new CachedLoader<'all', Menu[]>(this.reader, {
    name: 'menus',
    load: async () => [await this.loadAll()],
    getTags: () => [cacheTags.menus],
  });

  /** Lists the menus by location. */
  list(): MaybePromise<Menu[]> {
    return this.menus.load('all');
  }

  find(location: string): MaybePromise<Menu | null> {
    return mapMaybePromise(this.list(), (menus) => menus.find((menu) => menu.location === location) ?? null);
  }

  private async loadAll(): Promise<Menu[]> {
    const rows = await this.reader.query<MenuItemRow>(
      sql`
      SELECT location, depth, text, url FROM ${this.reader.table('menu_item')} ORDER BY location, position`,
      [cacheTags.menus],
      MenuItem,
    );
    const locations = [...new Set(rows.map(({ location }) => location))];
    return locations.map((location) =>
      Object.assign(new Menu(), { location, items: rows.filter((row) => row.location === location) }),
    );
  }
}
