import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { FrontPlaceInput } from '../front.inputs.js';
import type { CardContent, ContainerContent, FrontContent } from '../front-content.js';

type Place = FrontPlaceInput | null | undefined;

/** Finds a container. Throws UserErrorException if the front no longer has it. */
export function findContainer({ containers }: FrontContent, id: string): ContainerContent {
  const container = containers.find((each) => each.id === id);
  if (container) return container;
  throw createUserErrorException(
    'The front has no such container. It may have been removed: load the front again.',
    UserErrorCode.NOT_FOUND,
    ['container'],
  );
}

/** Finds a pinned card. Throws UserErrorException if the front no longer has it. */
export function findCard({ containers }: FrontContent, id: string): CardContent {
  const card = containers.flatMap(({ cards }) => cards).find((each) => each.id === id);
  if (card) return card;
  throw createUserErrorException(
    'The front has no such pinned card. It may have been removed, or a rule has added it: pin its article first.',
    UserErrorCode.NOT_FOUND,
    ['card'],
  );
}

/** Returns the content with a container changed. Throws UserErrorException if the front no longer has it. */
export function changeContainer(
  content: FrontContent,
  id: string,
  change: (container: ContainerContent) => ContainerContent,
): FrontContent {
  const container = findContainer(content, id);
  const containers = content.containers.map((each) => (each === container ? change(each) : each));
  return { ...content, containers };
}

/** Returns the content with a pinned card changed. Throws UserErrorException if the front no longer has it. */
export function changeCard(content: FrontContent, id: string, changes: Partial<CardContent>): FrontContent {
  const card = findCard(content, id);
  const containers = content.containers.map((container) => ({
    ...container,
    cards: container.cards.map((each) => (each === card ? { ...each, ...changes } : each)),
  }));
  return { ...content, containers };
}

/** Returns the content without a container. Throws UserErrorException if the front no longer has it. */
export function removeContainer(content: FrontContent, id: string): FrontContent {
  const removed = findContainer(content, id);
  return { ...content, containers: content.containers.filter((each) => each !== removed) };
}

/** Returns the content without a pinned card. Throws UserErrorException if the front no longer has it. */
export function removeCard(content: FrontContent, id: string): FrontContent {
  const removed = findCard(content, id);
  const containers = content.containers.map((container) => ({
    ...container,
    cards: container.cards.filter((each) => each !== removed),
  }));
  return { ...content, containers };
}

/** Returns the content with a container at a place. Throws UserErrorException for a place that there is not. */
export function insertContainer(
  content: FrontContent,
  container: ContainerContent,
  place: Place,
): FrontContent {
  return { ...content, containers: insertAt(content.containers, container, place, 'container') };
}

/** Returns the content with a card at a place of a container. Throws UserErrorException for a place that there is not. */
export function insertCard(
  content: FrontContent,
  containerId: string,
  card: CardContent,
  place: Place,
): FrontContent {
  return changeContainer(content, containerId, (container) => ({
    ...container,
    cards: insertAt(container.cards, card, place, 'pinned card of the container'),
  }));
}

function insertAt<Entry extends { id: string }>(
  entries: Entry[],
  entry: Entry,
  place: Place,
  noun: string,
): Entry[] {
  if (!place) return [...entries, entry];
  const { before, after } = place;
  const neighbourId = before ?? after;
  const index = entries.findIndex(({ id }) => id === neighbourId);
  if (index < 0) {
    const message = `There is no other ${noun} with this ID. It may have been moved or removed: load the front again.`;
    const field = ['place', before === undefined ? 'after' : 'before'];
    throw createUserErrorException(message, UserErrorCode.NOT_FOUND, field);
  }
  return entries.toSpliced(before === undefined ? index + 1 : index, 0, entry);
}
