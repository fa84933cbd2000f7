import type { Prisma } from '../../database/generated/client.js';
import type { MenuFile } from '../../importers/markdown/menu-file.js';
import { formatTranslations } from './translations.js';

/** Loads every menu in the form of menus.yaml. */
export async function loadMenus(tx: Prisma.TransactionClient): Promise<MenuFile> {
  const items = { orderBy: { position: 'asc' } } as const;
  const menus = await tx.menu.findMany({ include: { items }, orderBy: { location: 'asc' } });
  return menus.map(({ location, items }) => ({
    location,
    items: items.map(({ depth, text, url, texts }) => ({
      ...(depth > 0 && { depth }),
      text,
      url,
      ...formatTranslations(texts),
    })),
  }));
}
