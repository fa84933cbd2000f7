-- The views and functions that PostGraphile serves. Each may be inlined into its statements.
CREATE SCHEMA press;

CREATE VIEW press.article AS
  SELECT id, slug, title, path, standfirst, listed_at FROM public.article;
COMMENT ON VIEW press.article IS E'@primaryKey id\n@unique slug\n@behavior +connection';

CREATE VIEW press.body AS SELECT article_id, html FROM public.article_body;
COMMENT ON VIEW press.body IS
  E'@primaryKey article_id\n@foreignKey (article_id) references press.article (id)|@foreignFieldName body';

CREATE VIEW press.byline AS
  SELECT m.article_id, m.position, w.name, '/authors/' || w.slug AS path
  FROM public.article_author m JOIN public.author w ON w.id = m.author_id;
COMMENT ON VIEW press.byline IS
  E'@primaryKey article_id,position\n@foreignKey (article_id) references press.article (id)|@foreignFieldName authors';

CREATE VIEW press.keyword AS
  SELECT m.article_id, m.position, g.name, '/tags/' || g.slug AS path
  FROM public.article_tag m JOIN public.tag g ON g.id = m.tag_id;
COMMENT ON VIEW press.keyword IS
  E'@primaryKey article_id,position\n@foreignKey (article_id) references press.article (id)|@foreignFieldName tags';

CREATE VIEW press.related AS SELECT article_id, related_id, score FROM public.related_article;
COMMENT ON VIEW press.related IS
  E'@primaryKey article_id,related_id\n@foreignKey (article_id) references press.article (id)|@fieldName source|@foreignFieldName related\n@foreignKey (related_id) references press.article (id)|@fieldName article|@foreignFieldName relating';

CREATE TYPE press.popular_article AS (rank int, article press.article);

CREATE FUNCTION press.popular(count int) RETURNS SETOF press.popular_article LANGUAGE sql STABLE AS $$
  SELECT (row_number() OVER (ORDER BY p.score DESC, a.listed_at DESC, a.id DESC))::int, a
  FROM public.article_popularity p JOIN press.article a ON a.id = p.article_id
  WHERE p.span = 'DAY' AND p.score > 0
  ORDER BY p.score DESC, a.listed_at DESC, a.id DESC LIMIT count
$$;

CREATE FUNCTION press.search(query text) RETURNS SETOF press.article LANGUAGE sql STABLE ROWS 10 AS $$
  SELECT a.* FROM (
    SELECT article_id, ts_rank(document, parsed) AS rank FROM (
      SELECT s.article_id, s.document, parsed
      FROM websearch_to_tsquery('public.site', query) parsed JOIN public.article_search s ON s.document @@ parsed
      ORDER BY s.listed_at DESC LIMIT 500
    ) newest ORDER BY rank DESC, article_id DESC LIMIT 10
  ) best JOIN press.article a ON a.id = best.article_id ORDER BY best.rank DESC, a.id DESC
$$;

-- PostgreSQL reads an index from its start for PostGraphile's own cursors, which compare columns with OR.
CREATE FUNCTION press.articles_before(date timestamptz, id int) RETURNS SETOF press.article LANGUAGE sql STABLE AS $$
  SELECT * FROM press.article a WHERE (a.listed_at, a.id) < ($1, $2) ORDER BY a.listed_at DESC, a.id DESC
$$;
COMMENT ON FUNCTION press.articles_before IS E'@behavior +connection -list';
COMMENT ON FUNCTION press.search IS E'@behavior +connection -list';
