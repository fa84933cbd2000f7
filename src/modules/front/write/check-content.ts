import type { InputErrorCollector } from '../../../mutations/input-errors.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { type ContainerContent, type FrontContent, listStoryIds } from '../front-content.js';
import { FRONT_LIMITS } from '../front-limits.js';

/**
 * Collects the errors of a front as a whole: too many containers or cards, IDs that are used twice, and articles that are
 * on it twice. `field` is the path of the value that a change of one container or card sets; null for an input that has all
 * containers. `sizeField` is that of a value by which the front gets more cards.
 */
export function checkContent(
  { containers }: FrontContent,
  errors: InputErrorCollector,
  field: string[] | null,
  sizeField = field,
): void {
  checkCounts(containers, errors, field);
  checkSizes(containers, errors, sizeField ?? ['containers']);
  checkIds(containers, errors, field);
  const onFront = new Set<number>();
  for (const [i, container] of containers.entries()) {
    const seen = container.allowsRepeats ? new Set<number>() : onFront;
    checkStories(container, seen, errors, (place) => field ?? ['containers', String(i), ...place]);
  }
}

function checkCounts(
  containers: ContainerContent[],
  errors: InputErrorCollector,
  field: string[] | null,
): void {
  if (containers.length > FRONT_LIMITS.containers) {
    const message = `A front has at most ${FRONT_LIMITS.containers} containers. Remove one first.`;
    errors.add(field ?? ['containers'], message, UserErrorCode.TOO_LONG);
  }
  for (const [i, { cards }] of containers.entries()) {
    if (cards.length <= FRONT_LIMITS.cards) continue;
    const message = `A container has at most ${FRONT_LIMITS.cards} pinned cards. Remove one first.`;
    errors.add(field ?? ['containers', String(i), 'cards'], message, UserErrorCode.TOO_LONG);
  }
}

function checkSizes(containers: ContainerContent[], errors: InputErrorCollector, field: string[]): void {
  const sizes = containers.map(({ rule, size, cards }) => Math.max(rule ? size : 0, cards.length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const max = FRONT_LIMITS.cardsOfFront;
  if (total <= max) return;
  const message = `A front has at most ${max} cards, but the containers have places for ${total}. Give one a smaller size, or remove one.`;
  errors.add(field, message, UserErrorCode.TOO_LONG);
}

function checkIds(containers: ContainerContent[], errors: InputErrorCollector, field: string[] | null): void {
  const seen = new Set<string>();
  const check = (id: string, path: string[]) => {
    if (seen.has(id)) errors.add(field ?? path, `The ID ${id} is used already.`, UserErrorCode.TAKEN);
    seen.add(id);
  };
  for (const [i, { id, cards }] of containers.entries()) {
    check(id, ['containers', String(i), 'id']);
    for (const [j, card] of cards.entries())
      check(card.id, ['containers', String(i), 'cards', String(j), 'id']);
  }
}

/** Collects an error for each article of a container that was seen before, and adds the others to those seen. */
function checkStories(
  { cards }: ContainerContent,
  seen: Set<number>,
  errors: InputErrorCollector,
  getPath: (place: string[]) => string[],
): void {
  for (const [j, card] of cards.entries()) {
    for (const [k, articleId] of listStoryIds(card).entries()) {
      const place = ['cards', String(j), ...(k === 0 ? ['article'] : ['sublinks', String(k - 1)])];
      if (seen.has(articleId)) {
        const message = `The front has the article ${k === 0 ? 'of the card' : 'of the sublink'} already. Move or remove the other card, or let a container repeat articles (allowsRepeats).`;
        errors.add(getPath(place), message, UserErrorCode.TAKEN);
      }
      seen.add(articleId);
    }
  }
}
