import { UserFacingError } from '../shared/errors/user-facing-error.js';
import type { ImportResult } from './run/imported-article.js';

/** What became of an item that a site has pushed. */
export interface PushResult extends Pick<ImportResult, 'outcome' | 'reasons'> {
  /** The article, by its global ID; null if there is none. */
  article: { id: string; path: string; isPublished: boolean } | null;
  /** True if a sync has to read the item too, such as a live blog. */
  needsSync: boolean;
}

/** Error for a push that cannot be read, or of a site that the gateway does not sync. The message says what to do. */
export class PushRefusedError extends UserFacingError {
  override readonly name = 'PushRefusedError';
}
