import type pg from 'pg';
import type { ChangeKind, ContentChangeRow } from '../../changes/change-log.js';
import { toGlobalId } from '../../shared/global-id.js';
import type { ArticleEventsArgs } from './article-events.inputs.js';
import { ArticleEvent, ArticleEventKind } from './article-events.type.js';
import { encodeCursor } from './event-cursor.js';

/** A change of an article, and the slugs of everything by which it can be asked for, before and after. */
export interface ArticleChange {
  sequence: bigint;
  event: ArticleEvent;
  section: Set<string>;
  tag: Set<string>;
  slug: Set<string>;
}

export type ArticleEventFilter = Pick<ArticleEventsArgs, 'section' | 'tag' | 'slug'>;

const KINDS: Partial<Record<ChangeKind, ArticleEventKind>> = {
  ...ArticleEventKind,
  DELETED: ArticleEventKind.UNPUBLISHED,
};

/** Each part of the filter is met by what the article was before the change or is after it. */
export function matchesFilter(change: ArticleChange, filter: ArticleEventFilter): boolean {
  return (['section', 'tag', 'slug'] as const).every((by) => {
    const wanted = filter[by];
    return wanted == null || change[by].has(wanted);
  });
}

/** The changes of articles among these. Sections and tags are named as they are called now. */
export async function toArticleChanges(pool: pg.Pool, changes: ContentChangeRow[]): Promise<ArticleChange[]> {
  const articleChanges = changes.filter(({ nodeType, kind }) => nodeType === 'Article' && KINDS[kind]);
  const names = await loadSlugs(
    pool,
    articleChanges.flatMap(({ keys }) => keys),
  );
  return articleChanges.map((change) => toArticleChange(change, names));
}

function toArticleChange(change: ContentChangeRow, names: Map<string, string>): ArticleChange {
  const { sequence, kind, at, nodeId, keys } = change;
  const event = Object.assign(new ArticleEvent(), {
    cursor: encodeCursor(sequence),
    kind: KINDS[kind]!,
    at,
    articleId: toGlobalId('Article', nodeId),
    articleNumber: nodeId,
  });
  const getSlugs = (type: ListOwnerType) =>
    new Set(parseListOwnerIds(keys, type).flatMap((id) => names.get(`${type}:${id}`) ?? []));
  const slug = new Set(keys.filter((key) => key.startsWith('slug:')).map((key) => key.slice(5)));
  return { sequence, event, section: getSlugs('section'), tag: getSlugs('tag'), slug };
}

type ListOwnerType = 'section' | 'tag';

/** Of which sections (those above included) or tags the article stands, or stood, in the lists: see database/keys.ts. */
function parseListOwnerIds(keys: string[], type: ListOwnerType): number[] {
  return keys.flatMap((key) => {
    const [, list, id] = /^articles:(section|tag):(\d+):updated$/.exec(key) ?? [];
    return list === type ? [Number(id)] : [];
  });
}

/** The slugs of the sections and tags that keys name, by section:12 and the like. */
async function loadSlugs(pool: pg.Pool, keys: string[]): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ key: string; slug: string }>(
    `SELECT 'section:' || id AS key, slug FROM section WHERE id = ANY($1::int[])
     UNION ALL SELECT 'tag:' || id, slug FROM tag WHERE id = ANY($2::int[])`,
    [parseListOwnerIds(keys, 'section'), parseListOwnerIds(keys, 'tag')],
  );
  return new Map(rows.map(({ key, slug }) => [key, slug]));
}
