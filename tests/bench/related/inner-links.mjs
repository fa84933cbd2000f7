/**
 * Lists, for each article, the others that its text links to: a JSON object from slug to slugs, like a label file. Pages count
 * as articles.
 */
export async function readInnerLinks({ pool }, origin) {
  await pool.query("UPDATE article SET kind = 'ARTICLE'");
  const { rows } = await pool.query(
    'SELECT a.slug, a.path, b.html FROM article a JOIN article_body b ON b.article_id = a.id ORDER BY a.id',
  );
  const byPath = new Map(rows.map(({ path, slug }) => [path, slug]));
  const bySlug = new Map(rows.map(({ slug }) => [slug, slug]));
  const links = rows.map(({ slug, html }) => {
    const hrefs = [...html.matchAll(/href="([^"#?]+)/g)].map(([, href]) => toPath(href, origin));
    const posts = [...html.matchAll(/post_url [\d-]*([a-z0-9-]+)/g)].map(([, name]) => bySlug.get(name));
    const targets = [
      ...hrefs.map((path) => path && (byPath.get(path) ?? bySlug.get(path.split('/').at(-1)))),
      ...posts,
    ];
    return [slug, [...new Set(targets)].filter((target) => target && target !== slug)];
  });
  return Object.fromEntries(links.filter(([, targets]) => targets.length > 0));
}

/** Returns the path of a link within the site, without its ending; null for others. */
function toPath(href, origin) {
  const path = origin && href.startsWith(origin) ? href.slice(origin.length) : href;
  const plain = path.replace(/\{\{.*?\}\}/g, '');
  return plain.startsWith('/') ? plain.replace(/(?:\.html)?\/?$/, '') : null;
}
