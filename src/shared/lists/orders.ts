import type { Prisma } from '../../database/generated/client.js';
import type { OrderDefinition } from './list.js';

/** Creates the order by a name, of which the database has an index with the ID. `cursor` names the list in cursors. */
export function orderByName(cursor: string, column: Prisma.Sql): OrderDefinition {
  return { cursor, description: 'By name, from A to Z.', column, isDescending: false, type: 'text' };
}

/**
 * Creates the orders by the times at which rows were created and last changed. `list` begins the names of the list in
 * cursors.
 */
export function orderByTimes(
  list: string,
  columns: Record<'createdAt' | 'updatedAt', Prisma.Sql>,
): Record<'NEWEST' | 'OLDEST' | 'UPDATED', OrderDefinition> {
  const { createdAt, updatedAt } = columns;
  return {
    NEWEST: {
      cursor: `${list} by NEWEST`,
      description: 'By time of creation, latest first.',
      column: createdAt,
      isDescending: true,
      type: 'timestamptz',
    },
    OLDEST: {
      cursor: `${list} by OLDEST`,
      description: 'By time of creation, earliest first.',
      column: createdAt,
      isDescending: false,
      type: 'timestamptz',
    },
    UPDATED: {
      cursor: `${list} by UPDATED`,
      description: 'By time of the last change, latest first.',
      column: updatedAt,
      isDescending: true,
      type: 'timestamptz',
    },
  };
}
