import { cacheTags } from '../../cache/cache-tags.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { SiteLanguages } from '../../shared/languages.js';
import { type ArticleSnapshot, getAffectedTags } from './affected-tags.js';

/** An article's public state before and after a change; null if it is not public then. */
interface Change {
  id: number;
  before: ArticleSnapshot | null;
  after: ArticleSnapshot | null;
}

/** A published version of an article, in a group of versions. */
interface Version {
  id: number;
  language: string | null;
  translationGroup: number | null;
}

/**
 * Returns the cache tags of a change of an article. One with another language or group leaves the lists of some languages
 * and enters those of others.
 */
export function getTagsInLanguages(
  id: number,
  before: ArticleSnapshot | null,
  after: ArticleSnapshot | null,
): string[] {
  const isSame =
    !before ||
    !after ||
    (before.language === after.language && before.translationGroup === after.translationGroup);
  return isSame
    ? getAffectedTags(id, before, after)
    : [...getAffectedTags(id, before, null), ...getAffectedTags(id, null, after)];
}

/** What a change of an article means for the languages of a site. */
export interface LanguageEffects {
  /**
   * Cache tags of the versions in other languages: they name the article and say whether they are outdated, and those that
   * stand in for it in a language appear or disappear there.
   */
  tags: string[];
  /** Languages in which readers see the article before or after the change, its own first. */
  languages: string[];
}

/** Returns the effects of changes by the IDs of their articles. */
export async function findLanguageEffects(
  tx: Transaction,
  changes: Change[],
  languages: SiteLanguages,
  snapshotAll: (tx: Transaction, ids: number[]) => Promise<Map<number, ArticleSnapshot>>,
): Promise<Map<number, LanguageEffects>> {
  const groups = changes.flatMap(({ before, after }) => listGroups(before, after));
  const now: Version[] =
    groups.length === 0
      ? []
      : await tx.article.findMany({
          where: { translationGroup: { in: groups } },
          select: { id: true, language: true, translationGroup: true },
        });
  const changed = new Set(changes.map(({ id }) => id));
  const former = [
    ...now.filter(({ id }) => !changed.has(id)),
    ...changes.flatMap(({ id, before }): Version[] => (before ? [{ id, ...pickVersion(before) }] : [])),
  ];
  const versions = [...new Map([...former, ...now].map((version) => [version.id, version])).values()];
  const moved = versions.filter(
    (version) =>
      !changed.has(version.id) &&
      String(listShown(version, former, languages)) !== String(listShown(version, now, languages)),
  );
  const snapshots =
    moved.length > 0
      ? await snapshotAll(
          tx,
          moved.map(({ id }) => id),
        )
      : new Map<number, ArticleSnapshot>();
  return new Map(
    changes.map(({ id, before, after }) => {
      const own = listGroups(before, after);
      const siblings = versions.filter(
        (version) => version.id !== id && own.includes(version.translationGroup ?? 0),
      );
      const tags = siblings.flatMap((sibling) => {
        const snapshot = snapshots.get(sibling.id);
        return snapshot ? getAffectedTags(sibling.id, null, snapshot) : [cacheTags.article(sibling.id)];
      });
      const shown = [
        ...(after ? listShown({ id, ...pickVersion(after) }, now, languages) : []),
        ...(before ? listShown({ id, ...pickVersion(before) }, former, languages) : []),
      ];
      const ownLanguage = languages.resolve((after ?? before)?.language);
      return [id, { tags, languages: [...new Set([ownLanguage, ...shown])] }];
    }),
  );
}

/** Lists the languages in which a version is shown beside the other versions of its group. */
function listShown(version: Version, all: Version[], languages: SiteLanguages): string[] {
  const own = languages.resolve(version.language);
  const others = all
    .filter(({ id, translationGroup }) => id !== version.id && isSameGroup(translationGroup, version))
    .map(({ language }) => languages.resolve(language));
  return languages.all.filter((language) => {
    const order = [language, ...languages.getFallbacks(language)];
    const place = order.indexOf(own);
    return place >= 0 && !order.slice(0, place).some((better) => others.includes(better));
  });
}

function listGroups(...snapshots: (ArticleSnapshot | null)[]): number[] {
  return snapshots.flatMap((snapshot) => snapshot?.translationGroup ?? []);
}

function isSameGroup(group: number | null, { translationGroup }: Version): boolean {
  return group !== null && group === translationGroup;
}

function pickVersion({ language, translationGroup }: ArticleSnapshot) {
  return { language, translationGroup };
}
