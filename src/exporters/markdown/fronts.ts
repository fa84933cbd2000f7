import { Prisma } from '../../database/generated/client.js';
import type { FrontsYaml } from '../../importers/markdown/front-file.js';
import type { ArticleFilter } from '../../modules/article/filter/article-filter.js';
import { formatReferences } from '../../modules/article/filter/resolve-references.js';
import { formatFilter } from '../../modules/article/filter/stored-filter.js';
import type { ImageContent } from '../../modules/editing/article-content.js';
import {
  type CardContent,
  type ContainerContent,
  type FrontContent,
  listStoryIds,
  type RuleContent,
} from '../../modules/front/front-content.js';
import { DRAFT_INCLUDE, toImageContent } from './stored-article.js';

type FrontEntry = FrontsYaml[number];

/** A front in the form of fronts.yaml, and sentences about what is not in it. */
interface ExportedFront {
  front: FrontEntry;
  omissions: string[];
}

/** Loads every front: the published revision, or the latest one of a front that is not published. */
export async function loadFronts(tx: Prisma.TransactionClient): Promise<ExportedFront[]> {
  const rows = await tx.front.findMany({ orderBy: { path: 'asc' } });
  const contents = rows.map(({ published, content }) => (published ?? content) as unknown as FrontContent);
  const writer = await FrontWriter.load(tx, contents);
  const fronts: ExportedFront[] = [];
  for (const [i, content] of contents.entries()) {
    const { path, published, revision, publishedRevision, scheduledFor } = rows[i] as (typeof rows)[number];
    const isRevised = published !== null && revision !== publishedRevision;
    const omissions = isRevised ? [`revision ${revision} is not published and is not exported`] : [];
    const draft = scheduledFor ? { scheduledFor: scheduledFor.toISOString() } : { draft: true };
    const front = { path, ...(published === null && draft), ...(await writer.format(content, omissions)) };
    fronts.push({ front, omissions });
  }
  return fronts;
}

/** Writes the contents of fronts in the form of fronts.yaml. */
class FrontWriter {
  private constructor(
    private readonly tx: Prisma.TransactionClient,
    private readonly paths: ReadonlyMap<number, string>,
    private readonly images: ReadonlyMap<number, ImageContent>,
  ) {}

  /** Loads the articles and pictures that fronts name. */
  static async load(tx: Prisma.TransactionClient, fronts: FrontContent[]): Promise<FrontWriter> {
    const containers = fronts.flatMap((front) => front.containers);
    const cards = containers.flatMap((container) => container.cards);
    const related = containers.flatMap(({ rule }) => (rule?.by === 'RELATED' ? rule.articleId : []));
    const drafts = await tx.draft.findMany({
      where: { id: { in: [...cards.flatMap(listStoryIds), ...related] } },
      select: { id: true, path: true, article: { select: { path: true } } },
    });
    const images = await tx.image.findMany({
      where: { id: { in: cards.flatMap(({ image }) => image?.id ?? []) } },
      select: { id: true, ...DRAFT_INCLUDE.image.select },
    });
    return new FrontWriter(
      tx,
      new Map(drafts.map(({ id, path, article }) => [id, article?.path ?? path])),
      new Map(
        images.flatMap(({ id, ...row }) => {
          const image = toImageContent(row);
          return image ? [[id, image] as const] : [];
        }),
      ),
    );
  }

  /** Formats a front, and adds to `omissions` what it names that does not exist any more. */
  async format(content: FrontContent, omissions: string[]): Promise<Omit<FrontEntry, 'path'>> {
    const { title, description, seoTitle, seoDescription, noindex, nofollow, containers } = content;
    const robots = { ...(noindex && { isIndexed: false }), ...(nofollow && { isFollowed: false }) };
    return {
      ...omitNull({ title, description, seoTitle, seoDescription }),
      ...(Object.keys(robots).length > 0 && { robots }),
      containers: await Promise.all(containers.map((each) => this.formatContainer(each, omissions))),
    };
  }

  private async formatContainer(
    { id, title, href, layout, size, rule, cards, allowsRepeats }: ContainerContent,
    omissions: string[],
  ) {
    const omit = (what: string) => omissions.push(`container ${id}: ${what}`);
    return {
      ...omitNull({ id, title, href, layout, size }),
      ...(allowsRepeats && { allowsRepeats }),
      ...(rule && omitNull({ rule: await this.formatRule(rule, omit) })),
      ...(cards.length > 0 && { cards: cards.flatMap((card) => this.formatCard(card, omit)) }),
    };
  }

  /** Formats a rule; null for one that names what was deleted. */
  private async formatRule(rule: RuleContent, omit: (what: string) => void): Promise<object | null> {
    if (rule.by === 'RELATED') {
      const relatedTo = this.paths.get(rule.articleId);
      if (relatedTo === undefined) omit('the article of the rule was deleted, and the rule is left out');
      return relatedTo === undefined ? null : { relatedTo };
    }
    const filter = rule.filter && (await this.formatFilter(rule.filter));
    if (filter && filter.unknown.length > 0) {
      omit('a section, tag, author or series of the rule was deleted, and the rule is left out');
      return null;
    }
    const where = filter && { filter: omitDefaults(filter.filter) };
    return rule.by === 'ARTICLES'
      ? { articles: { ...where, orderBy: rule.orderBy } }
      : { popular: { ...where, window: rule.window } };
  }

  private formatFilter(stored: Prisma.JsonObject) {
    const table = (name: string) => Prisma.raw(`public."${name}"`);
    const query = <Row>(statement: Prisma.Sql) => this.tx.$queryRaw<Row[]>(statement);
    return formatReferences({ table, query }, JSON.parse(formatFilter(stored)) as ArticleFilter);
  }

  /** Formats a card; none if its article was deleted. */
  private formatCard(card: CardContent, omit: (what: string) => void) {
    const { id, articleId, sublinkIds, headline, kicker, standfirst, image, size } = card;
    const article = this.paths.get(articleId);
    if (article === undefined) {
      omit(`the article of card ${id} was deleted, and the card is left out`);
      return [];
    }
    const sublinks = sublinkIds.flatMap((sublinkId) => this.paths.get(sublinkId) ?? []);
    if (sublinks.length < sublinkIds.length)
      omit(`the article of a sublink of card ${id} was deleted, and the sublink is left out`);
    return [
      {
        ...omitNull({ id, article, headline, kicker, standfirst }),
        ...(size !== 'MEDIUM' && { size }),
        ...(image && { image: omitNull(this.images.get(image.id) ?? {}) as ImageContent }),
        ...(sublinks.length > 0 && { sublinks }),
      },
    ];
  }
}

function omitNull<Values extends object>(values: Values): Partial<Values> {
  const entries = Object.entries(values).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as Partial<Values>;
}

/** Returns a filter without the default of `exact`, which the input of the graph adds. */
function omitDefaults(filter: unknown): unknown {
  if (Array.isArray(filter)) return filter.map(omitDefaults);
  if (typeof filter !== 'object' || filter === null) return filter;
  const entries = Object.entries(filter).filter(([name, value]) => name !== 'exact' || value !== false);
  return Object.fromEntries(entries.map(([name, value]) => [name, omitDefaults(value)]));
}
