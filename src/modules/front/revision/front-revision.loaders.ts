import DataLoader from 'dataloader';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import type { ConnectionArgs } from '../../../shared/pagination/connection.js';
import { buildCursorRange, buildOrderAndLimit, type SortKey } from '../../../shared/pagination/keyset.js';
import {
  buildConnection,
  type ConnectionPage,
  parsePageArgs,
} from '../../../shared/pagination/pagination.js';
import type { FrontContent } from '../front-content.js';
import { FrontRevision } from './front-revision.type.js';

const { sql } = Prisma;
const LATEST_FIRST: SortKey = {
  column: sql`r.number`,
  id: sql`r.front_id`,
  isDescending: true,
  type: 'int',
};

/** A revision of a front, by its number. */
export type FrontRevisionKey = [frontId: number, number: number];

/** Reads revisions from the preview perspective; the published one has none. */
export class FrontRevisionLoaders {
  constructor(private readonly preview: ReadClient) {}

  /** Loads the content of revisions; null if there is no such revision. */
  readonly content = new DataLoader<FrontRevisionKey, FrontContent | null, string>(
    async (keys) => {
      const rows = await this.preview.query<{ frontId: number; number: number; content: FrontContent }>(
        sql`
        SELECT r.front_id AS "frontId", r.number, r.content FROM ${this.preview.table('front_revision')} r
        WHERE (r.front_id, r.number) IN (SELECT * FROM unnest(
          ${keys.map(([frontId]) => frontId)}::int[], ${keys.map(([, number]) => number)}::int[]))`,
        [],
      );
      const found = new Map(rows.map(({ frontId, number, content }) => [`${frontId}:${number}`, content]));
      return keys.map((key) => found.get(key.join(':')) ?? null);
    },
    { cacheKeyFn: (key) => key.join(':') },
  );

  /** Lists a front's revisions, latest first. Throws BadUserInputError if the arguments are out of range. */
  async list(frontId: number, args: ConnectionArgs): Promise<ConnectionPage<FrontRevision>> {
    const page = parsePageArgs(`revisions of front ${frontId}`, args);
    const ofFront = sql`FROM ${this.preview.table('front_revision')} r WHERE r.front_id = ${frontId}`;
    const rows = await this.preview.query<FrontRevision>(
      sql`
      SELECT r.front_id AS "frontId", r.number, r.created_at AS "createdAt", r.action, r.key_name AS "keyName",
        r.key_prefix AS "keyPrefix", r.is_published AS "isPublished"
      ${ofFront} ${buildCursorRange(LATEST_FIRST, page)} ${buildOrderAndLimit(LATEST_FIRST, page)}`,
      [],
      FrontRevision,
    );
    return buildConnection(
      page,
      rows,
      ({ number }) => ({ value: number, id: frontId }),
      async () => {
        const [counted] = await this.preview.query<{ count: number }>(
          sql`SELECT count(*)::int AS count ${ofFront}`,
          [],
        );
        return counted?.count ?? 0;
      },
    );
  }
}
