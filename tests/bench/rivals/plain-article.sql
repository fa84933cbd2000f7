-- $1 slug
SELECT json_build_object('data', json_build_object('article', (
  SELECT json_build_object(
    'title', a.title,
    'standfirst', a.standfirst,
    'body', json_build_object('html', b.html),
    'authors', (
      SELECT coalesce(json_agg(json_build_object('name', w.name, 'path', '/authors/' || w.slug) ORDER BY m.position), '[]')
      FROM article_author m JOIN author w ON w.id = m.author_id WHERE m.article_id = a.id),
    'tags', (
      SELECT coalesce(json_agg(json_build_object('name', g.name, 'path', '/tags/' || g.slug) ORDER BY m.position), '[]')
      FROM article_tag m JOIN tag g ON g.id = m.tag_id WHERE m.article_id = a.id),
    'related', (
      SELECT coalesce(json_agg(json_build_object('article', json_build_object('title', o.title, 'path', o.path, 'authors', (
        SELECT coalesce(json_agg(json_build_object('name', w.name, 'path', '/authors/' || w.slug) ORDER BY m.position), '[]')
        FROM article_author m JOIN author w ON w.id = m.author_id WHERE m.article_id = o.id)))
        ORDER BY r.score DESC, r.related_id DESC), '[]')
      FROM (SELECT related_id, score FROM related_article WHERE article_id = a.id
        ORDER BY score DESC, related_id DESC LIMIT 6) r JOIN article o ON o.id = r.related_id))
  FROM article a JOIN article_body b ON b.article_id = a.id WHERE a.slug = $1
), 'popular', (
  SELECT coalesce(json_agg(json_build_object('rank', place, 'article', json_build_object('title', title, 'path', path)) ORDER BY place), '[]')
  FROM (SELECT row_number() OVER (ORDER BY p.score DESC, o.listed_at DESC, o.id DESC) AS place, o.title, o.path
    FROM article_popularity p JOIN article o ON o.id = p.article_id WHERE p.span = 'DAY' AND p.score > 0
    ORDER BY p.score DESC, o.listed_at DESC, o.id DESC LIMIT 5) most)
))::text
