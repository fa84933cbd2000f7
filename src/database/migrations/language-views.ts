import { createHash } from 'node:crypto';
import pg from 'pg';
import type { SiteLanguages } from '../../shared/languages.js';
import { ARTICLE_COLUMNS } from '../read/article-views.js';
import { getSchemaName } from '../read/schema-name.js';
import { buildLanguageCondition, buildShownCondition } from './language-conditions.js';

/** The perspectives, each of which has a schema of views for every language of a site with several. */
const PERSPECTIVES = ['published', 'members', 'preview'] as const;

/** Columns of text that rows have in further languages too. */
const TEXT_COLUMNS: Record<string, readonly string[]> = {
  section: ['slug', 'name', 'description', 'seo_title', 'seo_description'],
  tag: ['slug', 'name', 'description', 'seo_title', 'seo_description'],
  author: ['name', 'slug', 'bio', 'role', 'seo_title', 'seo_description'],
  series: ['slug', 'name', 'description', 'seo_title', 'seo_description'],
  menu_item: ['text', 'url'],
  site_box: ['title', 'text'],
  newsletter: ['name', 'description'],
};
/** Views of such rows, by the table that has the texts. */
const TEXT_VIEWS: Record<string, string> = {
  tag_of_article: 'tag',
  author_of_article: 'author',
  author_of_entry: 'author',
};

/** Views that the published perspectives filter: a row is hidden unless an article that is shown names it. */
const NAMED_ROWS: Record<string, string> = {
  tag: 'SELECT FROM %s.article_tag n WHERE n.tag_id = v.id',
  series: 'SELECT FROM %s.article n WHERE n.series_id = v.id',
  author:
    'SELECT FROM %s.article_author n WHERE n.author_id = v.id UNION ALL SELECT FROM %s.author_of_entry n WHERE n.id = v.id',
};

interface View {
  name: string;
  columns: string[];
}

/** The view schemas of a language, and the statements that create them anew. */
export interface LanguageSchemas {
  /** Schema with the comment that has the digest of the statements. */
  name: string;
  sql: string;
  digest: string;
  /** Number of views in each schema. */
  viewCount: number;
}

/** Builds the view schemas of each language from the views of the perspectives. */
export async function buildLanguageSchemas(
  client: pg.ClientBase,
  languages: SiteLanguages,
): Promise<LanguageSchemas[]> {
  const views = await readViews(client);
  return languages.all.map((language) => {
    const statements = buildStatements(views, language, languages);
    const digest = createHash('sha256').update(statements).digest('hex');
    const name = getSchemaName('published', language);
    const sql = `${statements};\nCOMMENT ON SCHEMA "${name}" IS '${digest}'`;
    return { name, sql, digest, viewCount: views.published!.length };
  });
}

/** Reads the views of the perspectives, with their columns in order. */
async function readViews(client: pg.ClientBase): Promise<Record<string, View[]>> {
  const { rows } = await client.query<{ schema: string; name: string; columns: string[] }>(
    `SELECT n.nspname AS schema, c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE n.nspname = ANY ($1) AND c.relkind = 'v' AND a.attnum > 0 AND NOT a.attisdropped
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [PERSPECTIVES],
  );
  return Object.fromEntries(
    PERSPECTIVES.map((perspective) => [perspective, rows.filter(({ schema }) => schema === perspective)]),
  );
}

/** Builds the statements that create the view schemas of a language anew. */
function buildStatements(views: Record<string, View[]>, language: string, languages: SiteLanguages): string {
  const builders = PERSPECTIVES.map((perspective) => new SchemaBuilder(perspective, language, languages));
  return builders
    .flatMap((builder, i) => [
      `DROP SCHEMA IF EXISTS ${builder.schema} CASCADE`,
      `CREATE SCHEMA ${builder.schema}`,
      ...builder.buildViews(views[PERSPECTIVES[i]!]!),
    ])
    .join(';\n');
}

/** Builds the views of one perspective in one language from those of the perspective. */
class SchemaBuilder {
  readonly schema: string;

  constructor(
    private readonly perspective: (typeof PERSPECTIVES)[number],
    private readonly language: string,
    private readonly languages: SiteLanguages,
  ) {
    this.schema = `"${getSchemaName(perspective, language)}"`;
  }

  buildViews(views: View[]): string[] {
    const isVersion = ({ name }: View) => name.endsWith('_version');
    const first = ['article', 'article_author', 'article_tag', 'author_of_entry', 'newsletter'];
    const rank = ({ name }: View) => (first.includes(name) ? first.indexOf(name) : first.length);
    const plain = views.filter((view) => !isVersion(view)).sort((a, b) => rank(a) - rank(b));
    return [
      ...plain.map((view) => `CREATE VIEW ${this.schema}."${view.name}" AS ${this.buildQuery(view)}`),
      ...views.filter(isVersion).flatMap((view) => this.buildVersions(view)),
    ];
  }

  private buildQuery({ name, columns }: View): string {
    const conditions = this.buildConditions(name);
    const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
    const query = `SELECT ${this.listColumns(name, columns)} FROM "${this.perspective}"."${name}" v${where}`;
    return name === 'suggestion' ? [query, ...this.buildNameSuggestions()].join(' UNION ALL ') : query;
  }

  /** Lists columns of a view, with texts in the language. */
  private listColumns(name: string, columns: string[]): string {
    const texts = TEXT_COLUMNS[TEXT_VIEWS[name] ?? name] ?? [];
    return columns
      .map((column) => (texts.includes(column) ? this.buildText(column) : `v."${column}"`))
      .join(', ');
  }

  /** Builds a column of text: that of the language, of a fallback, or the row's own. */
  private buildText(column: string): string {
    const key = column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const texts = this.listTextTags().map((tag) => `v.texts -> ${pg.escapeLiteral(tag)} ->> '${key}'`);
    return texts.length === 0
      ? `v."${column}"`
      : `coalesce(${texts.join(', ')}, v."${column}") AS "${column}"`;
  }

  /** Lists the languages in which a text is looked for before the row's own, which is in the primary one. */
  private listTextTags(): string[] {
    const tags = [this.language, ...this.languages.getFallbacks(this.language)];
    const place = tags.indexOf(this.languages.primary);
    return place < 0 ? tags : tags.slice(0, place);
  }

  private buildConditions(name: string): string[] {
    const { schema, perspective, language, languages } = this;
    if (name === 'article') return [buildShownCondition(`"${perspective}".article`, language, languages)];
    const shows = (column: string) => `EXISTS (SELECT FROM ${schema}.article a WHERE a.id = v.${column})`;
    const ofArticles = ARTICLE_COLUMNS[name];
    if (ofArticles) return ofArticles.map(shows);
    if (name === 'suggestion')
      return [`(v.kind <> 'ARTICLE' OR ${shows('node_id')})`, ...this.buildOwnNameConditions()];
    if (name === 'newsletter')
      return [`(v.language IS NULL OR ${buildLanguageCondition('v.language', [language], languages)})`];
    if (name === 'newsletter_issue')
      return [`EXISTS (SELECT FROM ${schema}.newsletter n WHERE n.id = v.newsletter_id)`];
    if (name === 'front') return [this.buildPathCondition('v.path')];
    const named = perspective === 'preview' ? undefined : NAMED_ROWS[name];
    return named === undefined ? [] : [`EXISTS (${named.replaceAll('%s', schema)})`];
  }

  /** Lists the tables with names that are suggested, if the language can have others than the primary one. */
  private listTermTables(): string[] {
    return this.language === this.languages.primary ? [] : ['section', 'tag', 'author', 'series'];
  }

  /** Builds the name that a row `t` has in the language or a fallback; null if its own stands in. */
  private buildTranslatedName(): string {
    const texts = this.listTextTags().map((tag) => `t.texts -> ${pg.escapeLiteral(tag)} ->> 'name'`);
    return texts.length === 0 ? 'NULL' : `coalesce(${texts.join(', ')})`;
  }

  /** Builds the condition that a completion `v` is not of a name that the language has in its own words. */
  private buildOwnNameConditions(): string[] {
    const translated = this.listTermTables().map(
      (table) => `SELECT ${pg.escapeLiteral(table.toUpperCase())}, t.id FROM public."${table}" t
          WHERE ${this.buildTranslatedName()} IS NOT NULL`,
    );
    return translated.length > 0 ? [`(v.kind, v.node_id) NOT IN (${translated.join(' UNION ALL ')})`] : [];
  }

  /** Builds the completions of translated names, as refresh_suggestions() stores those of others. */
  private buildNameSuggestions(): string[] {
    return this.listTermTables().map(
      (
        table,
      ) => `SELECT ${pg.escapeLiteral(table.toUpperCase())}, t.id, i - 1, left(array_to_string(words[i:], ' '), 100)
        FROM public."${table}" t, string_to_array(public.normalize_phrase(${this.buildTranslatedName()}), ' ') AS words,
          generate_series(1, least(cardinality(words), 12)) AS i
        WHERE ${this.buildTranslatedName()} IS NOT NULL`,
    );
  }

  /** Builds the condition that a path has the prefix of the language, or for the primary one that of no other. */
  private buildPathCondition(path: string): string {
    const { language, languages } = this;
    const hasPrefix = (tag: string) => {
      const prefix = languages.getPrefix(tag);
      return `(${path} = ${pg.escapeLiteral(prefix)} OR starts_with(${path}, ${pg.escapeLiteral(`${prefix}/`)}))`;
    };
    if (language !== languages.primary) return hasPrefix(language);
    const others = languages.all.filter((tag) => tag !== language);
    return `NOT (${others.map(hasPrefix).join(' OR ')})`;
  }

  /**
   * Builds the view of both versions of articles, with `language_rank`: 0 in the language, else the place of the fallback,
   * null for those that it does not show; and those of rows with texts, of all articles. Which version a key with limits
   * reads decides which articles stand in for others, so src/database/read/limited-rows.ts selects them.
   */
  private buildVersions({ name, columns }: View): string[] {
    const view = name.replace(/_version$/, '');
    const select = (list: string) => `SELECT ${list} FROM "${this.perspective}"."${name}" v`;
    const create = (query: string) => [`CREATE VIEW ${this.schema}."${name}" AS ${query}`];
    if (view === 'article') return create(select(`v.*, ${this.buildRank()} AS language_rank`));
    if (view === 'suggestion') {
      const where = ['true', ...this.buildOwnNameConditions()].join(' AND ');
      const names = this.buildNameSuggestions().map((query) => query.replace(/^SELECT /, 'SELECT true, '));
      return create([`${select('v.*')} WHERE ${where}`, ...names].join(' UNION ALL '));
    }
    return TEXT_VIEWS[view] ? create(select(this.listColumns(view, columns))) : [];
  }

  private buildRank(): string {
    const order = [this.language, ...this.languages.getFallbacks(this.language)];
    const cases = order.map(
      (tag, rank) => `WHEN ${buildLanguageCondition('v.language', [tag], this.languages)} THEN ${rank}`,
    );
    return `CASE ${cases.join(' ')} END`;
  }
}
