/** Maximum numbers of key events of a live blog and of corrections of an entry, and lengths of texts in characters. */
export const LIVE_BLOG_LIMITS = { keyEvents: 100, corrections: 20, title: 300, key: 200, correction: 2_000 };
