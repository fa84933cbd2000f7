import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  computeFront,
  formatCard,
  insertBefore,
  type ModelArticle,
  type ModelContainer,
  type ModelRule,
} from '../support/front-model.js';
import { createFrontEditor, type EditFront } from '../support/fronts.js';
import type { Query } from '../support/gateway.js';
import { createRandom } from '../support/random.mjs';
import { startTwoInstances, type TwoInstances } from '../support/two-instances.js';

/** Edits of one run; more with `FRONT_EDITS=5000 npm run test:stress -- fronts`. */
const EDIT_COUNT = Number(process.env.FRONT_EDITS ?? 1_000);
const ARTICLE_COUNT = 40;
const SECTIONS = ['world', 'sport', 'arts'];
const TAGS = ['storm', 'harbour', 'vote'];
const READ = `{ front { containers { items { reason article { slug } sublinks { slug } } } } }`;

let two: TwoInstances;
let desk: Query;
let edit: EditFront;
const articles: ModelArticle[] = [];

beforeAll(async () => {
  two = await startTwoInstances();
  const { gateway } = two;
  desk = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
  edit = createFrontEditor(gateway, desk);
  for (let number = 1; number <= ARTICLE_COUNT; number++) {
    articles.push({
      slug: `story-${number}`,
      number,
      section: SECTIONS[number % 3]!,
      tag: TAGS[number % 3]!,
      // Several have one date, so that the ID decides.
      publishedAt: Date.UTC(2026, 0, 1 + Math.floor(number / 2)),
      isPublished: true,
    });
  }
  await gateway.saveMany(
    articles.map(({ slug, section, tag, publishedAt }) => ({
      ...{ slug, section: [section], tags: [tag], publishedAt: new Date(publishedAt) },
    })),
  );
});
afterAll(() => two.close());

const ids = new Map<string, string>();
async function getArticleId(slug: string): Promise<string> {
  const id = ids.get(slug) ?? (await two.getArticleId(slug));
  ids.set(slug, id);
  return id;
}

function formatFront(data: any): string[][] | null {
  return (
    data.front?.containers.map(({ items }: any) =>
      items.map(({ reason, article, sublinks }: any) =>
        formatCard(
          reason,
          article.slug,
          sublinks.map(({ slug }: any) => slug),
        ),
      ),
    ) ?? null
  );
}

const toPlace = (before: string | null) => (before === null ? null : { before });

const toRuleInput = (rule: ModelRule | null) =>
  rule && {
    articles: {
      filter: {
        ...(rule.section && { sections: { any: [rule.section] } }),
        ...(rule.tag && { tags: { any: [rule.tag] } }),
      },
      orderBy: rule.isOldestFirst ? 'OLDEST' : 'NEWEST',
    },
  };

/** Makes random edits of a front and of its articles, and follows the accepted ones in a model. */
class RandomEdits {
  draft: ModelContainer[] = [];
  published: ModelContainer[] = [];
  refused = 0;
  private count = 0;

  constructor(
    private readonly frontId: string,
    private readonly random: () => number,
  ) {}

  private below = (bound: number) => Math.floor(this.random() * bound);
  private pick = <T>(list: readonly T[]): T => list[this.below(list.length)]!;

  async make(): Promise<string> {
    const kinds = [
      ...[this.pin, this.pin, this.pin, this.removeCard, this.moveCard, this.moveCard, this.setSublinks],
      ...[this.addContainer, this.updateContainer, this.moveContainer, this.removeContainer, this.setRule],
      ...[this.unpublish, this.publish, this.publish, this.retag, this.redate],
    ];
    const kind = this.pick(kinds);
    const description = await kind();
    if (this.random() < 0.8) {
      await edit('publishFront', { id: this.frontId });
      this.published = structuredClone(this.draft);
    }
    return `${kind.name} ${description}`;
  }

  private async apply(name: string, input: object, change: () => void): Promise<string> {
    const { userErrors } = await edit(name, { id: this.frontId, ...input });
    if (userErrors.length === 0) change();
    else this.refused += 1;
    return JSON.stringify([input, userErrors]);
  }

  private listCards = () => this.draft.flatMap(({ cards }) => cards);

  private createRule(): ModelRule | null {
    if (this.random() < 0.2) return null;
    return {
      ...(this.random() < 0.5 && { section: this.pick(SECTIONS) }),
      ...(this.random() < 0.3 && { tag: this.pick(TAGS) }),
      isOldestFirst: this.random() < 0.3,
    };
  }

  private addContainer = (): Promise<string> => {
    const container: ModelContainer = {
      id: `container-${++this.count}`,
      size: 1 + this.below(6),
      allowsRepeats: this.random() < 0.2,
      rule: this.createRule(),
      cards: [],
    };
    if (this.draft.length >= 7) return this.removeContainer();
    const before = this.random() < 0.5 && this.draft.length > 0 ? this.pick(this.draft).id : null;
    const { rule, cards: _, ...settings } = container;
    const input = { container: { ...settings, rule: toRuleInput(rule) }, place: toPlace(before) };
    return this.apply('addContainer', input, () => {
      this.draft = insertBefore(this.draft, container, before);
    });
  };

  private removeContainer = (): Promise<string> => {
    if (this.draft.length < 4) return this.addContainer();
    const { id } = this.pick(this.draft);
    return this.apply('removeContainer', { container: id }, () => {
      this.draft = this.draft.filter((each) => each.id !== id);
    });
  };

  private moveContainer = (): Promise<string> => {
    if (this.draft.length < 2) return this.addContainer();
    const moved = this.pick(this.draft);
    const others = this.draft.filter((each) => each !== moved);
    const before = this.random() < 0.7 ? this.pick(others).id : null;
    return this.apply('moveContainer', { container: moved.id, place: toPlace(before) }, () => {
      this.draft = insertBefore(others, moved, before);
    });
  };

  private updateContainer = (): Promise<string> => {
    if (this.draft.length === 0) return this.addContainer();
    const container = this.pick(this.draft);
    const changes = { size: 1 + this.below(8), allowsRepeats: this.random() < 0.2 };
    return this.apply('updateContainer', { container: container.id, ...changes }, () => {
      Object.assign(container, changes);
    });
  };

  private setRule = (): Promise<string> => {
    if (this.draft.length === 0) return this.addContainer();
    const container = this.pick(this.draft);
    const rule = this.createRule();
    return this.apply('setContainerRule', { container: container.id, rule: toRuleInput(rule) }, () => {
      container.rule = rule;
    });
  };

  private pin = (): Promise<string> => {
    if (this.draft.length === 0) return this.addContainer();
    const container = this.pick(this.draft);
    const card = { id: `card-${++this.count}`, slug: this.pick(articles).slug, sublinks: [] };
    const before = this.random() < 0.5 && container.cards.length > 0 ? this.pick(container.cards).id : null;
    const input = {
      container: container.id,
      card: { id: card.id, article: card.slug },
      place: toPlace(before),
    };
    return this.apply('pinCard', input, () => {
      container.cards = insertBefore(container.cards, card, before);
    });
  };

  private removeCard = (): Promise<string> => {
    if (this.listCards().length === 0) return this.pin();
    const { id } = this.pick(this.listCards());
    return this.apply('removeCard', { card: id }, () => {
      for (const container of this.draft) container.cards = container.cards.filter((card) => card.id !== id);
    });
  };

  private moveCard = (): Promise<string> => {
    if (this.listCards().length === 0) return this.pin();
    const card = this.pick(this.listCards());
    const target = this.pick(this.draft);
    const others = target.cards.filter((each) => each !== card);
    const before = this.random() < 0.6 && others.length > 0 ? this.pick(others).id : null;
    return this.apply('moveCard', { card: card.id, container: target.id, place: toPlace(before) }, () => {
      for (const container of this.draft) container.cards = container.cards.filter((each) => each !== card);
      target.cards = insertBefore(others, card, before);
    });
  };

  private setSublinks = (): Promise<string> => {
    if (this.listCards().length === 0) return this.pin();
    const card = this.pick(this.listCards());
    const sublinks = Array.from({ length: this.below(3) }, () => this.pick(articles).slug);
    return this.apply('updateCard', { card: card.id, sublinks }, () => {
      card.sublinks = sublinks;
    });
  };

  private async write(name: string, input: object): Promise<void> {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`.replace(
      'UnpublishArticle',
      'ArticleAction',
    );
    const { payload } = await desk(
      `mutation ($input: ${type}!) { payload: ${name}(input: $input) { userErrors { message } } }`,
      { input },
    );
    expect(payload.userErrors).toEqual([]);
  }

  private unpublish = async (): Promise<string> => {
    const published = articles.filter(({ isPublished }) => isPublished);
    if (published.length < ARTICLE_COUNT / 2) return this.publish();
    const article = this.pick(published);
    await this.write('unpublishArticle', { id: await getArticleId(article.slug) });
    article.isPublished = false;
    return article.slug;
  };

  private publish = async (): Promise<string> => {
    const drafts = articles.filter(({ isPublished }) => !isPublished);
    if (drafts.length === 0) return this.unpublish();
    const article = this.pick(drafts);
    await this.write('publishArticle', { id: await getArticleId(article.slug) });
    article.isPublished = true;
    return article.slug;
  };

  private retag = async () => {
    const article = this.pick(articles.filter(({ isPublished }) => isPublished));
    const [section, tag] = [this.pick(SECTIONS), this.pick(TAGS)];
    const id = await getArticleId(article.slug);
    await this.write('updateArticle', { id, sections: [section], tags: [tag], publish: {} });
    Object.assign(article, { section, tag });
    return article.slug;
  };

  private redate = async () => {
    const article = this.pick(articles.filter(({ isPublished }) => isPublished));
    const publishedAt = Date.UTC(2026, 0, 1 + this.below(25));
    const id = await getArticleId(article.slug);
    await this.write('publishArticle', { id, publishedAt: new Date(publishedAt).toISOString() });
    article.publishedAt = publishedAt;
    return article.slug;
  };
}

describe('A front under random edits', () => {
  test('Both instances show what a brute-force model computes, no article twice, and pins keep theirs out of rules', async () => {
    const { front } = await edit('createFront', { path: '/' });
    await edit('publishFront', { id: front!.id });
    const edits = new RandomEdits(front!.id, createRandom(20_261_130));
    const found = { differences: [] as string[], repeated: 0, cards: 0, hits: 0 };
    for (let number = 1; number <= EDIT_COUNT; number++) {
      const description = await edits.make();
      await two.waitForCacheSync();
      const expected = computeFront(edits.published, articles);
      for (const address of [two.gateway.address, two.other.address]) {
        const { data, cache } = await two.sendQuery(READ, {}, address);
        const shown = formatFront(data);
        found.hits += cache === 'HIT' ? 1 : 0;
        found.cards += shown?.flat().length ?? 0;
        if (JSON.stringify(shown) !== JSON.stringify(expected))
          found.differences.push(
            `${number} ${description}\n${JSON.stringify(shown)}\n${JSON.stringify(expected)}`,
          );
        const stories = (shown ?? []).filter((_, i) => !edits.published[i]?.allowsRepeats).flat();
        const slugs = stories.flatMap((card) => card.match(/story-\d+/g) ?? []);
        found.repeated += slugs.length - new Set(slugs).size;
      }
    }
    console.log(
      `${EDIT_COUNT} edits, ${edits.refused} refused, ${found.cards} cards compared, ${found.hits} cache hits`,
    );
    expect(found.differences.slice(0, 3)).toEqual([]);
    expect(found.repeated).toBe(0);
    expect(edits.refused).toBeLessThan(EDIT_COUNT / 2);
    expect(found.cards).toBeGreaterThan(EDIT_COUNT * 10);
  }, 600_000);
});

describe('Two editors at once', () => {
  test('Nothing of 200 moves is lost, and the order of the cards is that of the moves one after the other', async () => {
    const containers = ['left', 'middle', 'right'].map((id, i) => ({
      id,
      cards: articles.slice(i * 10, i * 10 + 10).map(({ slug }) => ({ id: slug, article: slug })),
    }));
    const { front } = await edit('createFront', { path: '/two', containers });
    const id = front!.id;
    const key = await two.gateway.createKey('write');
    const document = `mutation ($input: MoveCardInput!) {
      moveCard(input: $input) { revision userErrors { code field } }
    }`;
    interface Move {
      input: { card: string; container: string; before: string | null };
      revision: number | null;
    }
    const work = async (address: string, seed: number): Promise<Move[]> => {
      const random = createRandom(seed);
      const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
      const moves: Move[] = [];
      for (let i = 0; i < 100; i++) {
        const card = pick(articles.slice(0, 30)).slug;
        const before = random() < 0.5 ? pick(articles.slice(0, 30)).slug : null;
        const input = { card, container: pick(['left', 'middle', 'right']), before };
        const place = toPlace(before);
        const response = await fetch(`${address}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
          body: JSON.stringify({
            query: document,
            variables: { input: { id, card, container: input.container, place } },
          }),
        });
        const { moveCard } = ((await response.json()) as any).data;
        moves.push({ input, revision: moveCard.userErrors.length === 0 ? moveCard.revision : null });
      }
      return moves;
    };
    const moves = (await Promise.all([work(two.gateway.address, 1), work(two.other.address, 2)])).flat();
    const done = moves.filter(({ revision }) => revision !== null);
    const revisions = await two.gateway.database.prisma.frontRevision.findMany({
      where: { front: { path: '/two' } },
      orderBy: { number: 'asc' },
    });
    const listCards = (content: unknown) =>
      (content as { containers: ModelContainer[] }).containers.map(
        (each) => [each.id, each.cards.map((card) => card.id)] as const,
      );
    let model = listCards(revisions[0]!.content);
    const apply = ({ input: { card, container, before } }: Move) =>
      model.map(([key, cards]) => {
        const others = cards.filter((each) => each !== card);
        const index = before === null ? others.length : others.indexOf(before);
        return [key, key === container ? others.toSpliced(index, 0, card) : others] as const;
      });
    for (const { number, content } of revisions.slice(1)) {
      const saved = JSON.stringify(listCards(content));
      const ofRevision = done.filter(({ revision }) => revision === number);
      expect(ofRevision.map((move) => JSON.stringify(apply(move)))).toContain(saved);
      model = listCards(content);
      // Moves to where the card was already save no revision.
      for (const move of ofRevision.filter((each) => JSON.stringify(apply(each)) !== saved))
        expect(model).toEqual(apply(move));
    }
    expect(new Set(model.flatMap(([, cards]) => cards)).size).toBe(30);
    const preview = { 'x-perspective': 'preview' };
    const read = 'query ($path: String!) { front(path: $path) { containers { id items { id } } } }';
    const { containers: shown } = (await desk(read, { path: '/two' }, preview)).front;
    const toStored = ({ id }: { id: string }) => id.split('.')[1];
    const shownIds = shown.map((each: any) => [toStored(each), each.items.map(toStored)]);
    expect(shownIds).toEqual(
      model.map(([key, cards]) => [
        key,
        cards.filter((card) => articles.some(({ slug, isPublished }) => slug === card && isPublished)),
      ]),
    );
    console.log(`${done.length} of ${moves.length} moves accepted, ${revisions.length - 1} revisions`);
    expect(done.length).toBeGreaterThan(80);
  }, 120_000);
});
