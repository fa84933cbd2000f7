import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { CachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { Menu, MenuItem } from './menu.type.js';

const { sql } = Prisma;

type MenuRow = Omit<Menu, 'items'> & Pick<MenuItem, 'depth' | 'text' | 'url'>;

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

  async findById(id: number): Promise<Menu | null> {
    return (await this.list()).find((menu) => menu.id === id) ?? null;
  }

  private async loadAll(): Promise<Menu[]> {
    const rows = await this.reader.query<MenuRow>(
      sql`
      SELECT m.id, m.location, m.created_at AS "createdAt", m.updated_at AS "updatedAt", i.depth, i.text, i.url
      FROM ${this.reader.table('menu')} m JOIN ${this.reader.table('menu_item')} i ON i.location = m.location
      ORDER BY m.location, i.position`,
      [cacheTags.menus],
    );
    const menus = new Map<number, Menu>();
    for (const { depth, text, url, ...row } of rows) {
      const menu = menus.get(row.id) ?? Object.assign(new Menu(), row, { items: [] });
      menus.set(row.id, menu);
      menu.items.push(Object.assign(new MenuItem(), { depth, text, url }));
    }
    return [...menus.values()];
  }
}
