-- $1 what is searched for. As it is mostly written: everything that is found is ranked, by one statement.
SELECT json_build_object('data', json_build_object('search', json_build_object(
  'nodes', coalesce((SELECT json_agg(json_build_object('title', title, 'path', path) ORDER BY rank DESC, id DESC)
    FROM (SELECT a.id, a.title, a.path, ts_rank_cd(s.document, query) AS rank
      FROM websearch_to_tsquery('public.site', $1) query JOIN article_search s ON s.document @@ query
      JOIN article a ON a.id = s.article_id ORDER BY rank DESC, a.id DESC LIMIT 10) best), '[]')
)))::text
