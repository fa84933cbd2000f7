export function createRandom(seed: number): () => number;
export function createZipf<Entry>(entries: Entry[], random: () => number): () => Entry;
export function shuffle<Entry>(entries: Entry[], random: () => number): Entry[];
