-- $1 what is searched for. The newest 500 articles with all words are ranked, as many as the gateway ranks.
SELECT json_build_object('data', json_build_object('search', json_build_object(
  'nodes', coalesce((SELECT json_agg(json_build_object('title', a.title, 'path', a.path) ORDER BY best.rank DESC, a.id DESC)
    FROM (
      SELECT article_id, ts_rank(document, query) AS rank FROM (
        SELECT s.article_id, s.document, query
        FROM websearch_to_tsquery('public.site', $1) query JOIN article_search s ON s.document @@ query
        ORDER BY s.listed_at DESC LIMIT 500
      ) newest ORDER BY rank DESC, article_id DESC LIMIT 10
    ) best JOIN article a ON a.id = best.article_id), '[]')
)))::text
