import type pg from 'pg';
import { type ChangeLogReader, readLog } from './change-log.js';

/**
 * Kinds of changes that editors see. Articles, sections, tags, authors, series, fronts and media files are CREATED, UPDATED,
 * RENAMED (not articles), MERGED (tags, authors, sections, series) or DELETED; articles and fronts SCHEDULED, UNSCHEDULED, PUBLISHED or
 * UNPUBLISHED; articles CORRECTED; the site, with the ID 0, UPDATED or PUBLISHED.
 */
export type EditorChangeKind =
  | 'CREATED'
  | 'UPDATED'
  | 'RENAMED'
  | 'MERGED'
  | 'DELETED'
  | 'SCHEDULED'
  | 'UNSCHEDULED'
  | 'PUBLISHED'
  | 'CORRECTED'
  | 'UNPUBLISHED';

/** Types of the nodes whose changes editors see. */
export type EditorNodeType =
  | 'Article'
  | 'Section'
  | 'Tag'
  | 'Author'
  | 'Series'
  | 'Front'
  | 'MediaFile'
  | 'Site';

/** A change that editors see, written by triggers: see prisma/functions/append_editor_change.sql. */
export interface EditorChangeRow {
  /** Increases in the order of commits. */
  sequence: bigint;
  at: Date;
  kind: EditorChangeKind;
  nodeType: EditorNodeType;
  nodeId: number;
  /** ID of the API key that wrote; null for an import, a job or the command line. */
  actorId: number | null;
  /** Number of the latest revision of an article or a front. */
  revision: number | null;
  /** Time at which an article or a front is to be published. */
  scheduledFor: Date | null;
  /** ID of the node that it was merged into. */
  mergedInto: number | null;
}

/** What editors do, also where readers notice nothing. */
export const EDITOR_LOG: ChangeLogReader<EditorChangeRow> = {
  name: 'edit',
  readAfter: (pool, after) =>
    readLog(pool, after, {
      trimmedTo: 'editor_trimmed_to',
      select: `sequence, at, kind, node_type AS "nodeType", node_id AS "nodeId", actor_id AS "actorId", revision,
        scheduled_for AS "scheduledFor", merged_into AS "mergedInto" FROM editor_change`,
    }),
  readLastSequence: readLastEditorSequence,
  followsWrites: true,
};

async function readLastEditorSequence(pool: pg.Pool): Promise<bigint> {
  const { rows } = await pool.query(
    'SELECT greatest(editor_trimmed_to, (SELECT max(sequence) FROM editor_change)) AS last FROM change_log',
  );
  return BigInt(rows[0]?.last ?? 0);
}
