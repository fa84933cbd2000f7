-- $1 how many articles, $2 and $3 date and id of the article before them
SELECT json_build_object('data', json_build_object('articles', json_build_object(
  'nodes', json_agg(json_build_object(
    'title', a.title,
    'path', a.path,
    'standfirst', a.standfirst,
    'tags', (
      SELECT coalesce(json_agg(json_build_object('name', g.name, 'path', '/tags/' || g.slug) ORDER BY m.position), '[]')
      FROM article_tag m JOIN tag g ON g.id = m.tag_id WHERE m.article_id = a.id),
    'related', (
      SELECT coalesce(json_agg(json_build_object('article', json_build_object('title', o.title, 'path', o.path))
        ORDER BY r.score DESC, r.related_id DESC), '[]')
      FROM (SELECT related_id, score FROM related_article WHERE article_id = a.id
        ORDER BY score DESC, related_id DESC LIMIT 3) r JOIN article o ON o.id = r.related_id)
  ) ORDER BY a.listed_at DESC, a.id DESC) FILTER (WHERE a.place <= $1),
  'pageInfo', json_build_object('hasNextPage', count(*) > $1)
)))::text
FROM (
  SELECT *, row_number() OVER (ORDER BY listed_at DESC, id DESC) AS place FROM article
  WHERE (listed_at, id) < ($2, $3::int) ORDER BY listed_at DESC, id DESC LIMIT $1 + 1
) a
