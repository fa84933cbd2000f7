/** Tags and authors up to this ID are those of all copies; each copy has its own of the others. */
const SHARED = 400;

const ID = /^(id|article_id|related_id|node_id)$/;
/** Tables whose rows are copied, with the columns that are not copied as they are. $1 is the number of the copy. */
const COPIES = {
  tag: { slug: "slug || '-' || $1", name: "name || ' ' || $1" },
  author: { slug: "slug || '-' || $1", name: "name || ' ' || $1" },
  image: { digest: "left(digest, 38) || '-' || $1", url: "replace(url, '/media/', '/media/' || $1 || '-')" },
  article_body: {},
  draft: { source_id: "$1 || '-' || source_id", slug: "slug || '-' || $1", path: "path || '-' || $1" },
  article: { slug: "slug || '-' || $1", path: "path || '-' || $1" },
  address: { path: "path || '-' || $1" },
  ...{
    article_tag: {},
    article_author: {},
    article_section: {},
    draft_tag: {},
    draft_author: {},
    draft_section: {},
  },
  ...{
    article_revision: { id: 'DEFAULT' },
    draft_search: {},
    related_article: {},
    related_list: { related_ids: 'ARRAY(SELECT i + $2 FROM unnest(related_ids) i)' },
  },
  ...{ suggestion: {}, article_search: {} },
};

/**
 * Extends an archive to `copies` times its articles: with other IDs, slugs and paths, between the others in time, and all but the
 * most frequent of their tags and authors. Texts and titles are the same.
 */
export async function multiplyArchive(postgres, copies, step, report) {
  const { rows } = await postgres.query('SELECT max(id) AS last FROM article');
  const { rows: terms } = await postgres.query(
    'SELECT (SELECT max(id) FROM tag) AS tag, (SELECT max(id) FROM author) AS author',
  );
  const [{ last }] = rows;
  for (const [table, changed] of Object.entries(COPIES)) {
    const columns = await listColumns(postgres, table);
    const values = columns.map(
      (name) => changed[name] ?? convert(table, name, { last, step, terms: terms[0] }),
    );
    const written = columns.filter((_, i) => values[i] !== 'DEFAULT');
    const where = {
      tag: `id > ${SHARED}`,
      author: `id > ${SHARED}`,
      suggestion: "kind = 'ARTICLE'",
      address: 'article_id IS NOT NULL',
    }[table];
    const key =
      { suggestion: 'node_id', tag: 'id', author: 'id', draft: 'id', article: 'id', image: 'id' }[table] ??
      'article_id';
    for (let copy = 1; copy < copies; copy++) {
      const most = /^(tag|author)$/.test(table) ? terms[0][table] : last;
      await postgres.query(
        `INSERT INTO ${table} (${written.join(', ')}) SELECT ${values
          .filter((value) => value !== 'DEFAULT')
          .join(', ')
          .replaceAll('$1', String(copy))
          .replaceAll('$2', String(copy * last))}
         FROM ${table} WHERE ${key} <= ${most} ${where ? `AND ${where}` : ''} ORDER BY ${key}`,
      );
    }
    report(table);
  }
}

async function listColumns(postgres, table) {
  const { rows } = await postgres.query(
    "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position",
    [table],
  );
  return rows.map(({ name }) => name);
}

/** Returns the expression of a column in a copy. */
function convert(table, name, { last, step, terms }) {
  if (/^(tag|author)$/.test(table)) return name === 'id' ? ownTerm('id', terms[table]) : name;
  if (name === 'tag_id' && table !== 'address') return ownTerm(name, terms.tag);
  if (name === 'author_id' && table !== 'address') return ownTerm(name, terms.author);
  if (ID.test(name) || name === 'image_id') return `${name} + ${last} * $1`;
  if (/^(listed_at|published_at|updated_at)$/.test(name))
    return `date_trunc('milliseconds', ${name} + $1 * interval '${step}')`;
  return name;
}

function ownTerm(name, count) {
  return `CASE WHEN ${name} > ${SHARED} THEN ${name} + ${count} * $1 ELSE ${name} END`;
}
