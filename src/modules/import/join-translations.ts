import { Prisma } from '../../database/generated/client.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { appendArticleChanges, snapshotArticles } from '../publishing/article-snapshots.js';
import { type NamedArticle, TranslationNames, toPathKey } from './translation-names.js';

/** An article that was saved, and the names of its group in the source. */
export interface SavedTranslation {
  id: number;
  external: NamedArticle;
}

interface Member {
  id: number;
  source: string | null;
  sourceId: string | null;
  sourceUrl: string | null;
  language: string | null;
  group: number | null;
  /** Published revision; null for a draft. */
  revision: number | null;
  slug: string;
  path: string;
}

/**
 * Joins saved articles with their translations: those that share a name with them, by what the import has read so far
 * and by the IDs in their sources. Returns the reasons of articles that are not joined.
 */
export async function joinTranslations(
  tx: Transaction,
  saved: SavedTranslation[],
  names = new TranslationNames(),
  primaryLanguage: string,
): Promise<Map<number, string[]>> {
  const named = saved.filter(({ external }) => (external.translationKeys?.length ?? 0) > 0);
  const reasons = new Map<number, string[]>();
  if (named.length === 0) return reasons;
  const siblings = new Map(named.map(({ id, external }) => [id, names.listSiblings(external)]));
  const known = await loadMembers(tx, named, [...siblings.values()].flat());
  const changed = new Set<number>();
  for (const { id } of named) {
    const refs = new Set(siblings.get(id));
    const article = known.get(id);
    if (!article) continue;
    const linked = [...known.values()].filter(
      (each) => each !== article && listRefs(each).some((ref) => refs.has(ref)),
    );
    const groups = new Set([article, ...linked].flatMap(({ group }) => group ?? []));
    const members = new Set([
      ...[...known.values()].filter(({ group }) => group !== null && groups.has(group)),
      article,
      ...linked,
    ]);
    if (members.size < 2) continue;
    const { joined, others } = selectByLanguage([...members], primaryLanguage);
    for (const { other, holder } of others) {
      const reason = `not joined with its translations, of which ${holder.slug} is in the same language`;
      reasons.set(other.id, [...(reasons.get(other.id) ?? []), reason]);
    }
    if (joined.length < 2) continue;
    const group = Math.min(...(groups.size > 0 ? groups : joined.map((each) => each.id)));
    for (const each of joined) {
      if (each.group !== group) changed.add(each.id);
      each.group = group;
    }
  }
  const ids = new Set([...changed, ...named.map(({ id }) => id), ...names.listSaved()]);
  for (const { id } of named) names.addSaved(id);
  const before = await snapshotArticles(tx, [...changed]);
  const outdated = new Set(named.flatMap(({ id, external }) => (external.isOutdatedTranslation ? [id] : [])));
  await saveMembers(tx, [...known.values()], { ids, outdated }, primaryLanguage);
  const after = await snapshotArticles(tx, [...changed]);
  const changes = [...after].map(([id, snapshot]) => ({
    id,
    before: before.get(id) ?? null,
    after: snapshot,
  }));
  await appendArticleChanges(tx, changes);
  return reasons;
}

/** Loads articles, those that share a name with them, and all that are in a group with one of these. */
async function loadMembers(
  tx: Transaction,
  saved: SavedTranslation[],
  refs: string[],
): Promise<Map<number, Member>> {
  const ids = saved.map(({ id }) => id);
  const pairs = refs.filter((ref) => ref.includes('\n')).map((ref) => ref.split('\n', 2) as [string, string]);
  const [sources, sourceIds] = [pairs.map(([source]) => source), pairs.map(([, id]) => id)];
  const urls = refs.filter((ref) => /^https?:/.test(ref));
  const paths = refs.flatMap((ref) => (ref.startsWith('path:') ? [ref.slice('path:'.length)] : []));
  const ofUrls = urls.length > 0 ? Prisma.sql`OR source_url = ANY(${urls}::text[])` : Prisma.empty;
  const rows = await tx.$queryRaw<Member[]>`
    WITH named AS (
      SELECT id, translation_group FROM draft WHERE id = ANY(${ids}::int[]) OR path = ANY(${paths}::text[]) ${ofUrls}
      UNION SELECT d.id, d.translation_group FROM draft d
        JOIN unnest(${sources}::text[], ${sourceIds}::text[]) AS r (source, source_id)
          ON (d.source, d.source_id) = (r.source, r.source_id)
    )
    SELECT d.id, d.source, d.source_id AS "sourceId", d.source_url AS "sourceUrl", d.language, d.slug, d.path,
      d.translation_group AS "group", a.revision
    FROM draft d LEFT JOIN article a USING (id)
    WHERE d.id IN (SELECT id FROM named)
      OR d.translation_group IN (SELECT translation_group FROM named WHERE translation_group IS NOT NULL)
    ORDER BY d.id`;
  return new Map(rows.map((row) => [row.id, row]));
}

function listRefs({ source, sourceId, sourceUrl, path }: Member): string[] {
  return [
    ...(source && sourceId ? [`${source}\n${sourceId}`] : []),
    ...(sourceUrl ? [sourceUrl] : []),
    toPathKey(path),
  ];
}

/** Selects one article of each language: that which is in a group already, else the oldest. */
function selectByLanguage(
  members: Member[],
  primaryLanguage: string,
): { joined: Member[]; others: { other: Member; holder: Member }[] } {
  const holders = new Map<string, Member>();
  const others: { other: Member; holder: Member }[] = [];
  const inOrder = members.toSorted(
    (a, b) => Number(b.group !== null) - Number(a.group !== null) || a.id - b.id,
  );
  for (const other of inOrder) {
    const language = (other.language ?? primaryLanguage).toLowerCase();
    const holder = holders.get(language);
    if (holder === undefined) holders.set(language, other);
    else others.push({ other, holder });
  }
  return { joined: [...holders.values()], others };
}

/**
 * Saves the groups of articles. Those in other languages than the primary one are translations of the version in the
 * primary language, or else of the oldest, as it is published now.
 */
async function saveMembers(
  tx: Transaction,
  members: Member[],
  { ids, outdated }: { ids: Set<number>; outdated: Set<number> },
  primaryLanguage: string,
): Promise<void> {
  const groups = new Map<number, Member[]>();
  for (const member of members)
    if (member.group !== null) groups.set(member.group, [...(groups.get(member.group) ?? []), member]);
  const rows = [...groups].flatMap(([group, versions]) => {
    const original =
      versions.find(({ language }) => (language ?? primaryLanguage) === primaryLanguage) ??
      versions.find(({ language }) => getSubtag(language ?? '') === getSubtag(primaryLanguage)) ??
      versions.find(({ id }) => id === group) ??
      versions[0];
    return versions
      .filter(({ id }) => ids.has(id))
      .map(({ id }) => {
        const isOriginal = id === original?.id;
        const from = isOriginal ? null : (original?.id ?? null);
        const followed = isOriginal ? null : (original?.revision ?? null);
        return { id, group, from, revision: outdated.has(id) && followed !== null ? followed - 1 : followed };
      });
  });
  if (rows.length === 0) return;
  const list = Prisma.sql`unnest(${rows.map(({ id }) => id)}::int[], ${rows.map(({ group }) => group)}::int[],
    ${rows.map(({ from }) => from)}::int[], ${rows.map(({ revision }) => revision)}::int[])
    AS v (id, translation_group, translated_from, translated_revision)`;
  for (const table of ['draft', 'article'])
    await tx.$executeRaw`
      UPDATE ${Prisma.raw(table)} t SET translation_group = v.translation_group,
        translated_from = v.translated_from, translated_revision = v.translated_revision
      FROM ${list} WHERE t.id = v.id AND (t.translation_group, t.translated_from, t.translated_revision)
        IS DISTINCT FROM (v.translation_group, v.translated_from, v.translated_revision)`;
}

function getSubtag(tag: string): string {
  return tag.toLowerCase().replace(/-.*/, '');
}
