/** Maximum numbers of an article's list entries, and characters of its series' name. */
export const ARTICLE_LIMITS = { names: 50, aliases: 100, series: 200, sections: 20 };
