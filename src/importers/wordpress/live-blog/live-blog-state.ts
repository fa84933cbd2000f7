import { getMeta, type WordPressItem } from '../wordpress-item.js';

/** Taxonomy in which later versions of Automattic's plugin Liveblog store the state of a live blog. */
export const STATE_TAXONOMY = 'liveblog_state';

export type PluginLiveBlogState = 'live' | 'ended';

/** States of Automattic's plugin Liveblog; its first versions stored 1. */
const STATES: Record<string, PluginLiveBlogState> = {
  enable: 'live',
  '1': 'live',
  archive: 'ended',
  enabled: 'live',
  archived: 'ended',
};

/** Returns the state of the live blog of a post, of the plugins Liveblog and Easy Liveblogs; null if it has none. */
export function getLiveBlogState(item: WordPressItem): PluginLiveBlogState | null {
  const term = item.terms.find(({ taxonomy }) => taxonomy === STATE_TAXONOMY);
  const state = STATES[term?.slug ?? getMeta(item, 'liveblog')];
  if (state) return state;
  if (getMeta(item, '_elb_is_liveblog') !== '1') return null;
  return getMeta(item, '_elb_status') === 'closed' ? 'ended' : 'live';
}
