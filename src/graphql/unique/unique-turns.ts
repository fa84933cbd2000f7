import type { ListTurn } from '../../shared/exclusion/exclusion.js';

/** A turn that has to be ended when its list has been loaded, or has failed. */
interface OpenTurn extends ListTurn {
  end(): Promise<void>;
}

/**
 * Creates the turns of lists that are loaded together: each waits for the articles of those before. `taken`
 * has the articles of fields before them, and gets their own.
 */
export function createTurns(taken: Set<number>, count: number): OpenTurn[] {
  const before = taken.size;
  let previous = Promise.resolve();
  return Array.from({ length: count }, () => {
    const start = previous;
    let resolve!: () => void;
    previous = new Promise((done) => {
      resolve = done;
    });
    return {
      // The same number for all lists, so that one statement loads them.
      countTaken: (size) => before + (count - 1) * size,
      take: async (choose) => {
        await start;
        for (const id of choose(taken)) taken.add(id);
        resolve();
      },
      end: async () => {
        await start;
        resolve();
      },
    };
  });
}
