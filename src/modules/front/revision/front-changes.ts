import type { Loaders } from '../../../graphql/loaders.js';
import { BadUserInputError } from '../../../shared/errors/errors.js';
import type { RevisionChange } from '../../revision/revision.type.js';
import {
  type CardContent,
  CardSize,
  type ContainerContent,
  type FrontContent,
  listStoryIds,
  type RuleContent,
} from '../front-content.js';
import type { FrontRevision } from './front-revision.type.js';

/** Names of what a front refers to by ID. */
interface Names {
  /** Returns the slug of an article, or a note that it was deleted. */
  getSlug(articleId: number): string;
  /** Returns the filter of a container's rule with slugs; null if it has none. */
  getFilter(container: ContainerContent): string | null;
}

/**
 * Computes the differences from revision `since`, or from the previous one if null. Throws BadUserInputError if there is no
 * such revision.
 */
export async function computeFrontChanges(
  loaders: Pick<Loaders, 'articles' | 'frontRevisions'>,
  { frontId, number }: FrontRevision,
  since: number | null,
): Promise<RevisionChange[]> {
  const other = since ?? number - 1;
  const [before, after] = await Promise.all([
    other === 0 ? null : loadContent(loaders, frontId, other),
    loadContent(loaders, frontId, number),
  ]);
  const names = await loadNames(loaders, [before, after]);
  const earlier = before ? toTexts(before, names) : new Map<string, string>();
  const later = toTexts(after, names);
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .map((field): RevisionChange => {
      const between: [number, number] = [other, number];
      return { field, before: earlier.get(field) ?? null, after: later.get(field) ?? null, between };
    })
    .filter((change) => change.before !== change.after);
}

async function loadContent(
  { frontRevisions }: Pick<Loaders, 'frontRevisions'>,
  frontId: number,
  number: number,
): Promise<FrontContent> {
  const isNumber = number > 0 && number < 2 ** 31;
  const content = isNumber ? await frontRevisions.content.load([frontId, number]) : null;
  if (content) return content;
  throw new BadUserInputError(`since: revision ${number} was not found.`);
}

async function loadNames(
  { articles, frontRevisions }: Pick<Loaders, 'articles' | 'frontRevisions'>,
  contents: (FrontContent | null)[],
): Promise<Names> {
  const containers = contents.flatMap((content) => content?.containers ?? []);
  const found = await articles.byId.loadMany([...new Set(containers.flatMap(listArticleIds))]);
  const slugs = new Map(found.flatMap((article) => (article ? [[article.id, article.slug]] : [])));
  const filters = new Map<ContainerContent, string>();
  for (const container of containers) {
    const { rule } = container;
    if (rule && rule.by !== 'RELATED' && rule.filter)
      filters.set(container, await frontRevisions.formatFilter(rule.filter));
  }
  return {
    getSlug: (id) => slugs.get(id) ?? '(not found)',
    getFilter: (container) => filters.get(container) ?? null,
  };
}

function listArticleIds({ cards, rule }: ContainerContent): number[] {
  return [...cards.flatMap(listStoryIds), ...(rule?.by === 'RELATED' ? [rule.articleId] : [])];
}

/** Returns the parts of a front that are not empty as text: its texts by name, and each container by its ID. */
function toTexts(content: FrontContent, names: Names): Map<string, string> {
  const { title, description, seoTitle, seoDescription, noindex, nofollow, containers } = content;
  const robots = [noindex ? 'noindex' : null, nofollow ? 'nofollow' : null].filter((each) => each !== null);
  const order = containers.map(({ id, title }) => (title === null ? id : `${id} ${title}`));
  const parts: [string, string | null][] = [
    ...Object.entries({ title, description, seoTitle, seoDescription }),
    ['robots', robots.join(', ')],
    ['containers', order.join('\n')],
    ...containers.map((container): [string, string] => [
      `containers.${container.id}`,
      describeContainer(container, names),
    ]),
  ];
  return new Map(parts.flatMap(([name, text]) => (text ? [[name, text] as const] : [])));
}

function describeContainer(container: ContainerContent, names: Names): string {
  const { title, href, layout, size, allowsRepeats, rule, cards } = container;
  const filter = names.getFilter(container);
  const described = rule && describeRule(rule, filter === null ? '' : ` where ${filter}`, names);
  const settings = { title, href, layout, size, allowsRepeats, rule: described };
  return [
    ...listValues(settings).map(([name, value]) => `${name}: ${value}`),
    ...cards.map((card) => `- ${describeCard(card, names)}`),
  ].join('\n');
}

function describeRule(rule: RuleContent, condition: string, { getSlug }: Names): string {
  switch (rule.by) {
    case 'ARTICLES':
      return `articles by ${rule.orderBy}${condition}`;
    case 'POPULAR':
      return `popular by ${rule.window}${condition}`;
    case 'RELATED':
      return `related to ${getSlug(rule.articleId)}`;
  }
}

function describeCard(card: CardContent, { getSlug }: Names): string {
  const { articleId, headline, kicker, standfirst, image, size, sublinkIds } = card;
  const values = {
    headline,
    kicker,
    standfirst,
    image: image && `picture ${image.id}`,
    size: size === CardSize.MEDIUM ? null : size,
    sublinks: sublinkIds.map(getSlug).join(' ') || null,
  };
  return [getSlug(articleId), ...listValues(values).map(([name, value]) => `${name}: ${value}`)].join(', ');
}

/** Lists the values that are neither null nor false. */
function listValues(values: object): [string, unknown][] {
  return Object.entries(values).filter(([, value]) => value !== null && value !== false);
}
