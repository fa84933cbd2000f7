import type { Loaders } from '../../../graphql/loaders.js';
import { BadUserInputError } from '../../../shared/errors/errors.js';
import { formatFilter } from '../../article/filter/stored-filter.js';
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

/** Returns the slug of an article, or a note that it was deleted. */
type GetSlug = (articleId: number) => string;

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
  const getSlug = await loadSlugs(loaders, [before, after]);
  const earlier = before ? toTexts(before, getSlug) : new Map<string, string>();
  const later = toTexts(after, getSlug);
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

async function loadSlugs(
  { articles }: Pick<Loaders, 'articles'>,
  contents: (FrontContent | null)[],
): Promise<GetSlug> {
  const ids = contents.flatMap((content) => content?.containers ?? []).flatMap(listArticleIds);
  const found = await articles.byId.loadMany([...new Set(ids)]);
  const slugs = new Map(found.flatMap((article) => (article ? [[article.id, article.slug]] : [])));
  return (id) => slugs.get(id) ?? '(not found)';
}

function listArticleIds({ cards, rule }: ContainerContent): number[] {
  return [...cards.flatMap(listStoryIds), ...(rule?.by === 'RELATED' ? [rule.articleId] : [])];
}

/** Returns the parts of a front that are not empty as text: its texts by name, and each container by its ID. */
function toTexts(content: FrontContent, getSlug: GetSlug): Map<string, string> {
  const { title, description, seoTitle, seoDescription, noindex, nofollow, containers } = content;
  const robots = [noindex ? 'noindex' : null, nofollow ? 'nofollow' : null].filter((each) => each !== null);
  const order = containers.map(({ id, title }) => (title === null ? id : `${id} ${title}`));
  const parts: [string, string | null][] = [
    ...Object.entries({ title, description, seoTitle, seoDescription }),
    ['robots', robots.join(', ')],
    ['containers', order.join('\n')],
    ...containers.map((container): [string, string] => [
      `containers.${container.id}`,
      describeContainer(container, getSlug),
    ]),
  ];
  return new Map(parts.flatMap(([name, text]) => (text ? [[name, text] as const] : [])));
}

function describeContainer(container: ContainerContent, getSlug: GetSlug): string {
  const { title, href, layout, size, allowsRepeats, rule, cards } = container;
  const settings = { title, href, layout, size, allowsRepeats, rule: rule && describeRule(rule, getSlug) };
  return [
    ...listValues(settings).map(([name, value]) => `${name}: ${value}`),
    ...cards.map((card) => `- ${describeCard(card, getSlug)}`),
  ].join('\n');
}

function describeRule(rule: RuleContent, getSlug: GetSlug): string {
  switch (rule.by) {
    case 'ARTICLES':
      return `articles by ${rule.orderBy}${describeFilter(rule.filter)}`;
    case 'POPULAR':
      return `popular by ${rule.window}${describeFilter(rule.filter)}`;
    case 'RELATED':
      return `related to ${getSlug(rule.articleId)}`;
  }
}

function describeFilter(filter: Extract<RuleContent, { filter: unknown }>['filter']): string {
  return filter ? ` where ${formatFilter(filter)}` : '';
}

function describeCard(card: CardContent, getSlug: GetSlug): string {
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
