import DataLoader from 'dataloader';
import { Prisma } from '../../database/generated/client.js';
import type { ListSource } from './list.js';

interface OwnedStatement {
  ownerId: number;
  statement: Prisma.Sql;
  tags: readonly string[];
  filter: object | null;
}

/**
 * Reads the lists of owners, such as the issues of newsletters. Their statements name the owner `k.id`; those that
 * differ in nothing else are run as one.
 */
export class OwnedLists {
  constructor(private readonly source: ListSource) {}

  /** Returns the source of the list of an owner, with cache tags of its own. */
  of(ownerId: number, ownTags: readonly string[] = []): ListSource {
    return {
      table: this.source.table,
      counts: this.source.counts,
      query: async <Row>(statement: Prisma.Sql, tags: readonly string[], filter: object | null) =>
        (await this.statements.load({ ownerId, statement, tags: [...tags, ...ownTags], filter })) as Row[],
    };
  }

  private readonly statements = new DataLoader<OwnedStatement, object[]>(
    async (wanted) => {
      const groups = groupBy(wanted, ({ statement: { text, values } }) => JSON.stringify([text, values]));
      const rows = new Map<OwnedStatement, object[]>();
      for (const group of groups.values()) {
        const found = await this.run(group);
        for (const each of group) rows.set(each, found.get(each.ownerId) ?? []);
      }
      return wanted.map((each) => rows.get(each) ?? []);
    },
    { cache: false },
  );

  private async run(group: OwnedStatement[]): Promise<Map<number, object[]>> {
    const [first] = group;
    if (!first) return new Map();
    const ids = [...new Set(group.map(({ ownerId }) => ownerId))];
    const rows = await this.source.query<{ ownerId: number }>(
      Prisma.sql`
        SELECT r.*, k.id AS "ownerId" FROM unnest(${ids}::int[]) AS k(id) CROSS JOIN LATERAL (${first.statement}) r`,
      [...new Set(group.flatMap(({ tags }) => tags))],
      first.filter,
    );
    return groupBy(rows, ({ ownerId }) => ownerId);
  }
}

function groupBy<Item, Key>(items: readonly Item[], getKey: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(getKey(item));
    if (group) group.push(item);
    else groups.set(getKey(item), [item]);
  }
  return groups;
}
