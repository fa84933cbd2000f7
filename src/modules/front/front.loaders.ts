import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { createCachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import { createPerspectiveSource, readPage } from '../../shared/lists/list.js';
import type { ConnectionArgs } from '../../shared/pagination/connection.js';
import { assertPageSize, type ConnectionPage } from '../../shared/pagination/pagination.js';
import { requireValue } from '../../shared/require-value.js';
import type { Article } from '../article/article.type.js';
import { countNeeded, fillFront } from './fill-front.js';
import { Card, CardReason, Container, Front } from './front.type.js';
import {
  type CardContent,
  CardSize,
  type ContainerContent,
  formatPartId,
  listStoryIds,
} from './front-content.js';
import { FRONT_LIMITS } from './front-limits.js';
import { FRONT_LIST } from './front-list.js';
import { type Candidates, getRuleReason, listCandidates, NO_CANDIDATES } from './list-candidates.js';

const { sql } = Prisma;

/** Columns of the view of fronts. */
const COLUMNS = ['id', 'path', 'content', 'revision', 'created_at', 'updated_at'];

/** A container for readers. */
export interface ShownContainer {
  cards: Card[];
  /** Reason why its rule cannot be applied; null if it can, or if there is none. */
  ruleError: string | null;
}

/** Loads fronts, and fills their containers with published articles in every perspective. */
export class FrontLoaders {
  constructor(
    private readonly reader: ReadClient,
    private readonly loaders: Loaders,
    /** Find the articles that readers may see. */
    private readonly publishedLoaders: Loaders,
  ) {}

  readonly byId = createCachedLoader(this.reader, {
    name: 'front',
    loadRows: (ids: number[]) => this.query(sql`f.id = ANY(${ids}::int[])`, ids.map(cacheTags.front)),
    getKey: (front) => front.id,
    getTags: (id) => [cacheTags.front(id)],
  });

  readonly byPath = createCachedLoader(this.reader, {
    name: 'front of path',
    loadRows: (paths: string[]) => this.query(sql`f.path = ANY(${paths}::text[])`, paths.map(cacheTags.path)),
    getKey: (front) => front.path,
    getTags: (path, front) => [cacheTags.path(path), ...(front ? [cacheTags.front(front.id)] : [])],
  });

  /** Returns a page of the fronts by path. Throws BadUserInputError if the arguments are out of range. */
  list(args: ConnectionArgs): Promise<ConnectionPage<Front>> {
    const source = createPerspectiveSource(this.reader.withOwnBatcher());
    return readPage(FRONT_LIST, { ...args, orderBy: 'PATH' }, source);
  }

  private query(condition: Prisma.Sql, tags: string[]): Promise<Front[]> {
    const { columns, buildFrom } = FRONT_LIST;
    const table = this.reader.rowsWithDraft('front', COLUMNS);
    const statement = sql`SELECT ${columns} ${buildFrom(() => table)} AND ${condition}`;
    return this.reader.query<Front>(statement, tags, Front);
  }

  /** Fronts that were filled for this request, by their ID. */
  private readonly filled = new Map<number, Promise<Map<string, ShownContainer>>>();

  /** Loads the cards of a container. All containers of a front are filled together. */
  async loadContainer({ content: { id }, front }: Container): Promise<ShownContainer> {
    const filling = this.filled.get(front.id) ?? this.fill(front);
    this.filled.set(front.id, filling);
    return requireValue((await filling).get(id), 'Each container of the front is filled.');
  }

  /** Lists the first cards of a container. Throws BadUserInputError if `first` is out of range. */
  async listCards(container: Container, first: number | null): Promise<Card[]> {
    assertPageSize('first', first, FRONT_LIMITS.cards);
    const { cards } = await this.loadContainer(container);
    return first === null ? cards : cards.slice(0, first);
  }

  /** Lists the containers of a front with their cards, from the top of the page down. */
  listContainers(front: Front): Promise<{ title: string | null; cards: Card[] }[]> {
    return Promise.all(
      createContainers(front).map(async (container) => {
        const { cards } = await this.loadContainer(container);
        return { title: container.title, cards };
      }),
    );
  }

  /** Lists the articles that readers see on a front, each once, from the top of the page down. */
  async listArticles(front: Front): Promise<Article[]> {
    const shown = await this.listContainers(front);
    const articles = shown.flatMap(({ cards }) => cards.map(({ article }) => article));
    return [...new Map(articles.map((article) => [article.id, article])).values()];
  }

  private async fill({ id: frontId, content: { containers } }: Front): Promise<Map<string, ShownContainer>> {
    const [candidates, shownIds] = await Promise.all([
      this.loadCandidates(containers),
      this.listShown(containers.flatMap(({ cards }) => cards.flatMap(listStoryIds))),
    ]);
    const getCandidates = ({ id }: ContainerContent) => candidates.get(id) ?? NO_CANDIDATES;
    const filled = fillFront(containers, {
      isShown: (articleId) => shownIds.has(articleId),
      getCandidates: (container) => getCandidates(container).articleIds,
    });
    const articles = await this.loadArticles(
      [...filled.values()].flatMap(({ pins, articleIds }) => [...pins.flatMap(listStoryIds), ...articleIds]),
    );
    return new Map(
      containers.map((container) => {
        const { pins, articleIds } = requireValue(
          filled.get(container.id),
          'fillFront fills each container.',
        );
        const cards = [
          ...pins.flatMap((content) => createPinnedCard(frontId, content, articles)),
          ...articleIds.flatMap((articleId) => createRuleCard(frontId, container, articles.get(articleId))),
        ];
        return [container.id, { cards, ruleError: getCandidates(container).error }];
      }),
    );
  }

  private async loadCandidates(containers: ContainerContent[]): Promise<Map<string, Candidates>> {
    const needed = countNeeded(containers);
    const entries = containers.flatMap(({ id, rule }) => {
      const size = needed.get(id);
      return rule && size !== undefined ? [{ id, rule, size }] : [];
    });
    const found = await Promise.all(
      entries.map(({ rule, size }) => listCandidates(rule, size, this.publishedLoaders)),
    );
    return new Map(entries.map(({ id }, i) => [id, found[i] ?? NO_CANDIDATES]));
  }

  /** Returns those of the articles that readers may see. */
  private async listShown(articleIds: number[]): Promise<Set<number>> {
    const found = await this.publishedLoaders.articles.byId.loadMany(articleIds);
    return new Set(found.flatMap((article) => article?.id ?? []));
  }

  private async loadArticles(articleIds: number[]): Promise<Map<number, Article>> {
    const found = await this.loaders.articles.byId.loadMany(articleIds);
    return new Map(found.flatMap((article) => (article ? [[article.id, article] as const] : [])));
  }
}

/** Creates the containers of a front. */
export function createContainers(front: Front): Container[] {
  return front.content.containers.map((content) => {
    const { title, href, layout, size, allowsRepeats } = content;
    const id = formatPartId(front.id, content.id);
    return Object.assign(new Container(), { id, title, href, layout, size, allowsRepeats, content, front });
  });
}

function createPinnedCard(frontId: number, pin: CardContent, articles: Map<number, Article>): Card[] {
  const { id, articleId, headline, kicker, standfirst, size, sublinkIds } = pin;
  const article = articles.get(articleId);
  if (!article) return [];
  const card: Card = {
    id: formatPartId(frontId, id),
    article,
    kicker,
    size,
    pin,
    headline: headline ?? article.title,
    standfirst: standfirst ?? article.standfirst,
    sublinks: sublinkIds.flatMap((each) => articles.get(each) ?? []),
    reason: CardReason.PINNED,
  };
  return [Object.assign(new Card(), card)];
}

/** Creates the card of an article that a rule found; none if it was unpublished meanwhile. */
function createRuleCard(
  frontId: number,
  { id, rule }: ContainerContent,
  article: Article | undefined,
): Card[] {
  if (!article || !rule) return [];
  const card: Card = {
    id: formatPartId(frontId, id, article.id),
    article,
    headline: article.title,
    kicker: null,
    standfirst: article.standfirst,
    size: CardSize.MEDIUM,
    sublinks: [],
    pin: null,
    reason: getRuleReason(rule),
  };
  return [Object.assign(new Card(), card)];
}
