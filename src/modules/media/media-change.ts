import { appendChange } from '../../mutations/append-change.js';
import type { Transaction } from '../../mutations/write-lock.js';

/** Appends a change of the files that readers see, for caches. */
export async function appendMediaChange(tx: Transaction, keys: string[]): Promise<void> {
  await appendChange(tx, { kind: 'UPDATED', nodeType: 'Site', nodeId: 0, keys });
}
