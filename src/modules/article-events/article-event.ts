import type pg from 'pg';
import type { ChangeKind, ContentChangeRow } from '../../changes/change-log.js';
import { encodeCursor } from '../../changes/events/event-cursor.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { requireValue } from '../../shared/require-value.js';
import type { ArticleEventsArgs } from './article-events.inputs.js';
import { ArticleEvent, ArticleEventKind } from './article-events.type.js';

/**
 * Change of an article, with the slugs and IDs of its sections, its tags and itself that it matches, before and
 * after the change.
 */
export interface ArticleChange {
  sequence: bigint;
  event: ArticleEvent;
  /** Cache tags of everything that the change affects. */
  keys: readonly string[];
  section: Set<string>;
  tag: Set<string>;
  article: Set<string>;
  /** Languages in which readers see the article before or after the change; empty if they are not known. */
  languages: readonly string[];
}

export interface ArticleEventSelection extends Pick<ArticleEventsArgs, 'section' | 'tag' | 'article'> {
  /** Language of the articles; null for all. */
  language: string | null;
}

const KINDS: Partial<Record<ChangeKind, ArticleEventKind>> = {
  ...ArticleEventKind,
  DELETED: ArticleEventKind.UNPUBLISHED,
};

/** Returns true if the language and every given argument match the article before or after the change. */
export function isSelected(change: ArticleChange, selection: ArticleEventSelection): boolean {
  const { language } = selection;
  if (language !== null && change.languages.length > 0 && !change.languages.includes(language)) return false;
  return (['section', 'tag', 'article'] as const).every((by) => {
    const wanted = selection[by];
    return wanted == null || change[by].has(wanted);
  });
}

/** Converts those changes that concern articles. Sections and tags are matched by their current slugs. */
export async function toArticleChanges(pool: pg.Pool, changes: ContentChangeRow[]): Promise<ArticleChange[]> {
  const articleChanges = changes.filter(({ nodeType, kind }) => nodeType === 'Article' && KINDS[kind]);
  const names = await loadSlugs(
    pool,
    articleChanges.flatMap(({ keys }) => keys),
  );
  return articleChanges.map((change) => toArticleChange(change, names));
}

function toArticleChange(change: ContentChangeRow, names: Map<string, string>): ArticleChange {
  const { sequence, kind, at, nodeId, keys, languages } = change;
  const event = Object.assign(new ArticleEvent(), {
    cursor: encodeCursor(sequence),
    kind: requireValue(KINDS[kind], `Changes of the kind ${kind} are no events of articles.`),
    at,
    articleId: toGlobalId('Article', nodeId),
    articleNumber: nodeId,
  });
  const getReferences = (type: ListOwnerType, typeName: string) =>
    new Set(
      parseListOwnerIds(keys, type).flatMap((id) =>
        [toGlobalId(typeName, id), names.get(`${type}:${id}`) ?? []].flat(),
      ),
    );
  const slugs = keys.filter((key) => key.startsWith('slug:')).map((key) => key.slice(5));
  return {
    sequence,
    event,
    keys,
    section: getReferences('section', 'Section'),
    tag: getReferences('tag', 'Tag'),
    article: new Set([event.articleId, ...slugs]),
    languages,
  };
}

type ListOwnerType = 'section' | 'tag';

/**
 * Parses the IDs of the sections (with ancestors) or tags with lists that contain or contained the article:
 * see cache/cache-tags.ts.
 */
function parseListOwnerIds(keys: string[], type: ListOwnerType): number[] {
  return keys.flatMap((key) => {
    const [, list, id] = /^articles:(section|tag):(\d+):updated$/.exec(key) ?? [];
    return list === type ? [Number(id)] : [];
  });
}

/** Loads the slugs of the sections and tags in the cache tags, keyed like section:12. */
async function loadSlugs(pool: pg.Pool, keys: string[]): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ key: string; slug: string }>(
    `SELECT 'section:' || id AS key, slug FROM section WHERE id = ANY($1::int[])
     UNION ALL SELECT 'tag:' || id, slug FROM tag WHERE id = ANY($2::int[])`,
    [parseListOwnerIds(keys, 'section'), parseListOwnerIds(keys, 'tag')],
  );
  return new Map(rows.map(({ key, slug }) => [key, slug]));
}
