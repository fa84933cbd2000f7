/** Maximum number of boxes of the site and of a section, and maximum lengths in characters. */
export const BOX_LIMITS = { boxes: 20, key: 50, title: 200, text: 1_000 };
