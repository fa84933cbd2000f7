import pg from 'pg';
import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { createCachedListLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import {
  combineMaybePromises,
  type MaybePromise,
  mapMaybePromise,
} from '../../shared/async/maybe-promise.js';
import type { SiteLanguages } from '../../shared/languages.js';
import { buildAuthorPath, buildSeriesPath, buildTagPath } from '../../shared/paths.js';
import type { Article } from '../article/article.type.js';
import type { ListPage } from './seo.type.js';

/** A version of a page: its language, and its path on the site. */
export interface Alternate {
  /** BCP 47 tag of a language of the site, or x-default for readers of other languages. */
  language: string;
  path: string;
}

type AlternateArticle = Pick<Article, 'id' | 'path' | 'language' | 'noindex' | 'canonicalUrl' | 'versions'>;
type AlternateList = Pick<ListPage, 'id' | 'type' | 'noindex'>;

/** hreflang of the version for readers of all other languages. */
export const X_DEFAULT = 'x-default';

/** Table, path, and cache tag of the list, of each type that has a page in each language. */
const TABLES = {
  Tag: { table: 'tag', buildPath: buildTagPath, listTag: cacheTags.tags, getTag: cacheTags.tag },
  Author: {
    table: 'author',
    buildPath: buildAuthorPath,
    listTag: cacheTags.authors,
    getTag: cacheTags.author,
  },
  Series: {
    table: 'series',
    buildPath: buildSeriesPath,
    listTag: cacheTags.seriesList,
    getTag: cacheTags.series,
  },
} as const;

interface NamedRow {
  id: number;
  language: string;
  slug: string;
}

/**
 * Loads the versions of pages in the languages of a site, each with itself among them, as hreflang wants them. Lists are
 * empty for a page with one version, and for one that search engines are not to show.
 */
export class AlternateLoaders {
  private readonly rows: Record<keyof typeof TABLES, ReturnType<AlternateLoaders['createRowLoader']>>;
  private sectionPaths: Promise<Map<number, Alternate[]>> | undefined;

  constructor(
    private readonly reader: ReadClient,
    private readonly languages: SiteLanguages,
    private readonly translations: Loaders['translations'],
  ) {
    this.rows = {
      Tag: this.createRowLoader('Tag'),
      Author: this.createRowLoader('Author'),
      Series: this.createRowLoader('Series'),
    };
  }

  /** Language of the pages that the request reads. */
  get language(): string {
    return this.reader.language ?? this.languages.primary;
  }

  /** Path of the front page in this language. */
  get homePath(): string {
    return this.languages.getPrefix(this.language) || '/';
  }

  /** Loads the published versions of an article that search engines may show. */
  ofArticle(article: AlternateArticle): MaybePromise<Alternate[]> {
    if (!this.languages.areMany || article.noindex || article.canonicalUrl !== null) return [];
    return mapMaybePromise(this.translations.load(article), (others) => {
      const versions = [{ ...article, isIndexed: true }, ...others].filter(({ isIndexed }) => isIndexed);
      versions.sort((a, b) => a.id - b.id);
      return this.complete(
        versions.map(({ language, path }) => ({ language: this.languages.resolve(language), path })),
      );
    });
  }

  /** Loads the versions of several articles, in their order. */
  ofArticles(
    articles: (Pick<AlternateArticle, 'id' | 'path'> & Partial<AlternateArticle>)[],
  ): MaybePromise<Alternate[][]> {
    return combineMaybePromises(
      articles.map((article) =>
        this.ofArticle({ language: null, canonicalUrl: null, noindex: null, ...article }),
      ),
    );
  }

  /** Lists the front pages of all languages. */
  ofHome(): Alternate[] {
    const { languages } = this;
    return this.complete(
      languages.all.map((language) => ({ language, path: languages.getPrefix(language) || '/' })),
    );
  }

  /** Loads the pages of a section, tag, author or series in the languages in which readers find it. */
  ofList({ id, type, noindex }: AlternateList): MaybePromise<Alternate[]> {
    if (!this.languages.areMany || noindex) return [];
    if (type === 'Section')
      return this.loadSectionPaths().then((paths) => this.complete(paths.get(id) ?? []));
    const { buildPath } = TABLES[type];
    return mapMaybePromise(this.rows[type].load(id), (rows) =>
      this.complete(
        rows.map(({ language, slug }) => ({
          language,
          path: this.languages.getPrefix(language) + buildPath(slug),
        })),
      ),
    );
  }

  /** Loads the alternates of several pages, in their order. */
  ofLists(lists: AlternateList[]): MaybePromise<Alternate[][]> {
    return combineMaybePromises(lists.map((list) => this.ofList(list)));
  }

  /** Adds x-default: the version in the primary language, else the oldest one. */
  private complete(versions: Alternate[]): Alternate[] {
    const distinct = [...new Map(versions.map((each) => [each.language, each])).values()];
    const [first] = distinct;
    if (!first || distinct.length < 2) return [];
    const main = distinct.find(({ language }) => language === this.languages.primary) ?? first;
    return [...distinct, { language: X_DEFAULT, path: main.path }];
  }

  private createRowLoader(type: keyof typeof TABLES) {
    const { table, listTag, getTag } = TABLES[type];
    return createCachedListLoader<number, NamedRow>(this.reader, {
      name: `${table} in all languages`,
      loadRows: (ids) => {
        const text = this.reader.getText(`${table} in ${this.languages.all.join(' ')}`, () =>
          this.buildUnion(table, Prisma.sql`t.slug`, Prisma.sql`WHERE t.id = ANY($1)`),
        );
        const query = { text, keyColumn: 'id', columns: ['id', 'language', 'slug'] } as const;
        return this.reader.queryByKeys<NamedRow>(query, ids, [listTag]);
      },
      getKey: ({ id }) => id,
      // A language has the row once an article in it names it, which changes the list.
      getTags: (id) => [getTag(id), listTag],
    });
  }

  /** Selects rows of a table in every language. */
  private buildUnion(table: string, columns: Prisma.Sql, condition: Prisma.Sql): Prisma.Sql {
    const selects = this.languages.all.map(
      (
        language,
      ) => Prisma.sql`SELECT t.id, ${Prisma.raw(pg.escapeLiteral(language))}::text AS language, ${columns}
        FROM ${this.reader.withLanguage(language).table(table)} t ${condition}`,
    );
    return Prisma.join(selects, ' UNION ALL ');
  }

  /** Loads the paths of all sections in all languages, once for each response. */
  private loadSectionPaths(): Promise<Map<number, Alternate[]>> {
    this.sectionPaths ??= this.readSectionPaths();
    return this.sectionPaths;
  }

  private async readSectionPaths(): Promise<Map<number, Alternate[]>> {
    const rows = await this.reader.query<NamedRow & { parentId: number | null }>(
      this.buildUnion('section', Prisma.sql`t.slug, t.parent_id AS "parentId"`, Prisma.empty),
      [cacheTags.anySection],
    );
    const byKey = new Map(rows.map((row) => [`${row.language} ${row.id}`, row]));
    const getPath = ({ language, parentId, slug }: (typeof rows)[number]): string => {
      const parent = byKey.get(`${language} ${parentId}`);
      return `${parent ? getPath(parent) : this.languages.getPrefix(language)}/${slug}`;
    };
    const paths = new Map<number, Alternate[]>();
    for (const language of this.languages.all)
      for (const row of rows)
        if (row.language === language)
          paths.set(row.id, [...(paths.get(row.id) ?? []), { language, path: getPath(row) }]);
    return paths;
  }
}
