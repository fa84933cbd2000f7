import type { Gateway, Query } from './gateway.js';

/** Names of the input types of mutations that share one. */
const SHARED_INPUTS: Record<string, string> = {
  removeContainer: 'ContainerActionInput',
  removeCard: 'CardActionInput',
  unpublishFront: 'FrontActionInput',
  deleteFront: 'FrontActionInput',
  cancelFrontSchedule: 'FrontActionInput',
};

export interface FrontPayload {
  front: { id: string } | null;
  revision: number | null;
  cardId: string | null;
  containerId: string | null;
  userErrors: { field: string[]; code: string; message: string }[];
}

/** Runs a mutation of fronts, and waits until the caches have followed it. */
export type EditFront = (name: string, input: object) => Promise<FrontPayload>;

/** Returns a function that runs mutations of fronts with an API key. */
export function createFrontEditor(gateway: Gateway, desk: Query): EditFront {
  return async (name, input) => {
    const type = SHARED_INPUTS[name] ?? `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
    const selection = name === 'deleteFront' ? 'deletedId' : 'front { id } revision cardId containerId';
    const { payload } = await desk(
      `mutation ($input: ${type}!) { payload: ${name}(input: $input) { ${selection} userErrors { field code message } } }`,
      { input },
    );
    await gateway.app.cacheInvalidator.waitForSync();
    return payload;
  };
}

/** A container with its cards as a query reads them. */
interface ReadContainer {
  items: { reason: string; article: { slug: string } }[];
}

export const ITEMS = 'containers { id title items { id reason article { slug } } }';

/** Formats what containers show, such as `PINNED eels`. */
export function formatItems(front: { containers: ReadContainer[] } | null): string[][] | null {
  if (!front) return null;
  return front.containers.map(({ items }) => items.map(({ reason, article }) => `${reason} ${article.slug}`));
}
