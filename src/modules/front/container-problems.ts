import type { Loaders } from '../../graphql/loaders.js';
import type { ShownContainer } from './front.loaders.js';
import { type Container, type ContainerProblem, ContainerProblemKind } from './front.type.js';
import { type CardContent, formatPartId, listStoryIds } from './front-content.js';

/** Lists the cards and sublinks that a container lacks, in the order of its cards, and then the problems of its rule. */
export async function listProblems(container: Container, loaders: Loaders): Promise<ContainerProblem[]> {
  const shown = await loaders.fronts.loadContainer(container);
  const ofCards = await Promise.all(
    container.content.cards.map((card) => listCardProblems(container, card, shown, loaders)),
  );
  return [...ofCards.flat(), ...listRuleProblems(container, shown)];
}

async function listCardProblems(
  { front }: Container,
  card: CardContent,
  { cards }: ShownContainer,
  { articleStates }: Loaders,
): Promise<ContainerProblem[]> {
  const shown = cards.find(({ pin }) => pin?.id === card.id);
  const shownIds = shown ? [shown.article, ...shown.sublinks].map(({ id }) => id) : [];
  const missing = (shown ? listStoryIds(card) : [card.articleId]).filter((id) => !shownIds.includes(id));
  const states = await Promise.all(missing.map((id) => articleStates.byId.load(id)));
  return missing.map((articleId, i) => ({
    ...describeMissing(states[i] !== null, articleId === card.articleId),
    cardId: formatPartId(front.id, card.id),
    articleId,
  }));
}

function describeMissing(exists: boolean, isOwn: boolean): Pick<ContainerProblem, 'kind' | 'message'> {
  const subject = isOwn ? 'The article of the card' : 'The article of a sublink';
  return exists
    ? {
        kind: ContainerProblemKind.ARTICLE_NOT_PUBLISHED,
        message: `${subject} is not published. It appears when it is.`,
      }
    : { kind: ContainerProblemKind.ARTICLE_DELETED, message: `${subject} was deleted.` };
}

function listRuleProblems(
  { content: { rule, size } }: Container,
  { cards, ruleError }: ShownContainer,
): ContainerProblem[] {
  if (!rule) return [];
  const ofRule = { cardId: null, articleId: null };
  if (ruleError !== null) {
    const message = `The rule cannot be applied: ${ruleError}`;
    return [{ ...ofRule, kind: ContainerProblemKind.RULE_INVALID, message }];
  }
  if (cards.length >= size) return [];
  const message = `The container has ${cards.length} of ${size} cards: the rule finds no further articles.`;
  return [{ ...ofRule, kind: ContainerProblemKind.TOO_FEW_ARTICLES, message }];
}
