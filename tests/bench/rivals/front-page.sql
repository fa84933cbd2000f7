-- $1 how many articles, $2 the site's address with a slash at its end
SELECT json_build_object('data', json_build_object('articles', json_build_object(
  'nodes', json_agg(json_build_object(
    'title', a.title,
    'path', a.path,
    'publishedAt', to_char(a.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'standfirst', a.standfirst,
    'authors', (
      SELECT coalesce(json_agg(json_build_object('name', w.name, 'path', '/authors/' || w.slug) ORDER BY m.position), '[]')
      FROM article_author m JOIN author w ON w.id = m.author_id WHERE m.article_id = a.id),
    'section', (
      WITH RECURSIVE way AS (
        SELECT s.name, s.parent_id, '/' || s.slug AS path FROM section s WHERE s.id = a.section_id
        UNION ALL SELECT way.name, above.parent_id, '/' || above.slug || way.path
        FROM way JOIN section above ON above.id = way.parent_id
      ) SELECT json_build_object('name', name, 'path', path) FROM way WHERE parent_id IS NULL),
    'tags', (
      SELECT coalesce(json_agg(json_build_object('name', g.name, 'path', '/tags/' || g.slug) ORDER BY m.position), '[]')
      FROM article_tag m JOIN tag g ON g.id = m.tag_id WHERE m.article_id = a.id),
    'image', (
      SELECT json_build_object('url', CASE WHEN i.url LIKE '/%' THEN rtrim($2, '/') ELSE '' END || i.url, 'alt', i.alt,
        'caption', i.caption, 'credit', i.credit, 'width', i.width, 'height', i.height)
      FROM image i WHERE i.id = a.image_id),
    'related', (
      SELECT coalesce(json_agg(json_build_object('article', json_build_object('title', o.title, 'path', o.path))
        ORDER BY r.score DESC, r.related_id DESC), '[]')
      FROM (SELECT related_id, score FROM related_article WHERE article_id = a.id
        ORDER BY score DESC, related_id DESC LIMIT 3) r JOIN article o ON o.id = r.related_id)
  ) ORDER BY a.listed_at DESC, a.id DESC),
  'pageInfo', json_build_object('hasNextPage', (SELECT count(*) FROM (SELECT FROM article
    LIMIT $1 + 1) most) > $1)
), 'popular', (
  SELECT json_agg(json_build_object('rank', place, 'article', json_build_object('title', title, 'path', path)) ORDER BY place)
  FROM (SELECT row_number() OVER (ORDER BY p.score DESC, o.listed_at DESC, o.id DESC) AS place, o.title, o.path
    FROM article_popularity p JOIN article o ON o.id = p.article_id WHERE p.span = 'DAY' AND p.score > 0
    ORDER BY p.score DESC, o.listed_at DESC, o.id DESC LIMIT 5) most),
'sections', (
  SELECT json_agg(json_build_object('name', s.name, 'path', '/' || s.slug, 'children', (
    SELECT coalesce(json_agg(json_build_object('name', c.name, 'path', '/' || s.slug || '/' || c.slug)
      ORDER BY c.position, c.name, c.id), '[]') FROM section c WHERE c.parent_id = s.id
  )) ORDER BY s.position, s.name, s.id) FROM section s WHERE s.parent_id IS NULL)
))::text
FROM (SELECT * FROM article ORDER BY listed_at DESC, id DESC LIMIT $1) a
