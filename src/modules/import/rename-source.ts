import type { Transaction } from '../../mutations/write-lock.js';

/** Articles of a source that get another source name. */
export interface SourceRename {
  from: string;
  to: string;
  /** Start of their source IDs. */
  sourceIdPrefix?: string;
  /** Path that they are under. */
  pathPrefix?: string | undefined;
}

/** Renames the source of articles, of its menus and of its state of sync, unless there are articles of the new name. */
export async function renameSource(
  tx: Transaction,
  { from, to, sourceIdPrefix = '', pathPrefix = '' }: SourceRename,
): Promise<void> {
  const renamed = await tx.$executeRaw`
    UPDATE draft SET source = ${to}
    WHERE source = ${from} AND starts_with(source_id, ${sourceIdPrefix}) AND starts_with(path, ${`${pathPrefix}/`})
      AND NOT EXISTS (SELECT FROM draft d WHERE d.source = ${to})`;
  if (renamed === 0 || (await tx.draft.count({ where: { source: from } })) > 0) return;
  await tx.sourceTerm.updateMany({ where: { source: from }, data: { source: to } });
  await tx.menu.updateMany({ where: { source: from }, data: { source: to } });
  if ((await tx.sourceSync.count({ where: { source: to } })) > 0) return;
  await tx.sourceSync.updateMany({ where: { source: from }, data: { source: to } });
  await tx.sourceItem.updateMany({ where: { source: from }, data: { source: to } });
}
