import type pg from 'pg';
import type { ChangeKind, ContentChangeRow } from '../../database/changes.js';
import { toGlobalId } from '../../shared/global-id.js';
import { toCursor } from './cursor.js';
import type { ArticleEventsArgs } from './live.inputs.js';
import { ArticleEvent, ArticleEventKind } from './live.type.js';

/** A change of an article, and the slugs of everything by which it can be asked for, before and after. */
export interface LiveChange {
  sequence: bigint;
  event: ArticleEvent;
  section: Set<string>;
  tag: Set<string>;
  slug: Set<string>;
}

export type Filter = Pick<ArticleEventsArgs, 'section' | 'tag' | 'slug'>;

const KINDS: Partial<Record<ChangeKind, ArticleEventKind>> = {
  ...ArticleEventKind,
  DELETED: ArticleEventKind.UNPUBLISHED,
};

/** Each part of the filter is met by what the article was before the change or is after it. */
export function matches(change: LiveChange, filter: Filter): boolean {
  return (['section', 'tag', 'slug'] as const).every((by) => {
    const wanted = filter[by];
    return wanted == null || change[by].has(wanted);
  });
}

/** The changes of articles among these. Sections and tags are named as they are called now. */
export async function toLiveChanges(pool: pg.Pool, changes: ContentChangeRow[]): Promise<LiveChange[]> {
  const ofArticles = changes.filter(({ nodeType, kind }) => nodeType === 'Article' && KINDS[kind]);
  const names = await namesOf(
    pool,
    ofArticles.flatMap(({ keys }) => keys),
  );
  return ofArticles.map((change) => toLiveChange(change, names));
}

function toLiveChange(change: ContentChangeRow, names: Map<string, string>): LiveChange {
  const { sequence, kind, at, nodeId, keys } = change;
  const event = Object.assign(new ArticleEvent(), {
    cursor: toCursor(sequence),
    kind: KINDS[kind]!,
    at,
    articleId: toGlobalId('Article', nodeId),
    articleNumber: nodeId,
  });
  const slugs = (type: Label) =>
    new Set(labels(keys, type).flatMap((id) => names.get(`${type}:${id}`) ?? []));
  const slug = new Set(keys.filter((key) => key.startsWith('slug:')).map((key) => key.slice(5)));
  return { sequence, event, section: slugs('section'), tag: slugs('tag'), slug };
}

type Label = 'section' | 'tag';

/** Of which sections (those above included) or tags the article stands, or stood, in the lists: see database/keys.ts. */
function labels(keys: string[], type: Label): number[] {
  return keys.flatMap((key) => {
    const [, list, id] = /^articles:(section|tag):(\d+):updated$/.exec(key) ?? [];
    return list === type ? [Number(id)] : [];
  });
}

/** The slugs of the sections and tags that keys name, by section:12 and the like. */
async function namesOf(pool: pg.Pool, keys: string[]): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ key: string; slug: string }>(
    `SELECT 'section:' || id AS key, slug FROM section WHERE id = ANY($1::int[])
     UNION ALL SELECT 'tag:' || id, slug FROM tag WHERE id = ANY($2::int[])`,
    [labels(keys, 'section'), labels(keys, 'tag')],
  );
  return new Map(rows.map(({ key, slug }) => [key, slug]));
}
