-- $1 slug, $2 the site's address with a slash at its end, $3 its title, $4 its language, $5 its locale
SELECT json_build_object('data', json_build_object('article', json_build_object(
  'title', a.title,
  'path', a.path,
  'publishedAt', iso.published,
  'standfirst', a.standfirst,
  'authors', byline.authors,
  'section', CASE WHEN s.id IS NOT NULL THEN json_build_object('name', s.name, 'path', place.path) END,
  'tags', subjects.tags,
  'image', CASE WHEN i.id IS NOT NULL THEN json_build_object('url', picture.url, 'alt', i.alt,
    'caption', i.caption, 'credit', i.credit, 'width', i.width, 'height', i.height) END,
  'body', json_build_object('html', b.html),
  'previous', (
    SELECT json_build_object('title', p.title, 'path', p.path) FROM article p
    WHERE (p.listed_at, p.id) < (a.listed_at, a.id) ORDER BY p.listed_at DESC, p.id DESC LIMIT 1),
  'next', (
    SELECT json_build_object('title', n.title, 'path', n.path) FROM article n
    WHERE (n.listed_at, n.id) > (a.listed_at, a.id) ORDER BY n.listed_at, n.id LIMIT 1),
  'related', (
    SELECT coalesce(json_agg(json_build_object('article', json_build_object('title', o.title, 'path', o.path))
      ORDER BY r.score DESC, r.related_id DESC), '[]')
    FROM (SELECT related_id, score FROM related_article WHERE article_id = a.id
      ORDER BY score DESC, related_id DESC LIMIT 6) r JOIN article o ON o.id = r.related_id),
  'seo', json_build_object(
    'title', coalesce(a.seo_title, a.title),
    'description', coalesce(a.seo_description, a.standfirst),
    'canonicalUrl', page.url,
    'jsonLd', replace(json_strip_nulls(json_build_object(
      '@context', 'https://schema.org',
      '@type', 'NewsArticle',
      '@id', page.url,
      'url', page.url,
      'mainEntityOfPage', json_build_object('@type', 'WebPage', '@id', page.url,
        'breadcrumb', json_build_object('@type', 'BreadcrumbList', 'itemListElement', trail.items)),
      'headline', a.title,
      'description', coalesce(a.seo_description, a.standfirst),
      'image', CASE WHEN i.id IS NOT NULL THEN json_build_array(json_build_object('@type', 'ImageObject',
        'url', picture.url, 'contentUrl', CASE WHEN i.credit IS NOT NULL THEN picture.url END, 'width', i.width, 'height', i.height, 'caption', i.caption, 'creditText', i.credit)) END,
      'datePublished', iso.published,
      'dateModified', iso.updated,
      'author', byline.persons,
      'publisher', json_build_object('@type', 'Organization', 'name', $3::text, 'url', $2::text),
      'articleSection', s.name,
      'keywords', subjects.names,
      'wordCount', a.word_count,
      'inLanguage', $4::text,
      'isPartOf', CASE WHEN a.series IS NOT NULL THEN
        json_build_object('@type', 'CreativeWorkSeries', 'name', a.series) END,
      'position', a.series_part))::text, '<', '\u003c'),
    'openGraph', (
      SELECT json_agg(json_build_object('property', property, 'content', content) ORDER BY place)
      FROM (
        SELECT * FROM unnest(
          ARRAY['og:type', 'og:title', 'og:description', 'og:url', 'og:site_name', 'og:locale', 'og:image',
            'og:image:alt', 'og:image:width', 'og:image:height', 'article:published_time',
            'article:modified_time', 'article:section'],
          ARRAY['article', coalesce(a.seo_title, a.title), coalesce(a.seo_description, a.standfirst), page.url,
            $3, $5, picture.url, i.alt, i.width::text, i.height::text, iso.published,
            iso.updated, s.name]
        ) WITH ORDINALITY AS tag (property, content, place)
        UNION ALL SELECT 'article:author', url, 100 + n FROM unnest(byline.urls) WITH ORDINALITY AS w (url, n)
        UNION ALL SELECT 'article:tag', name, 1000 + n FROM unnest(subjects.list) WITH ORDINALITY AS g (name, n)
        UNION ALL SELECT 'twitter:card', CASE WHEN i.id IS NULL THEN 'summary' ELSE 'summary_large_image' END, 10000
      ) AS tags WHERE content <> ''))
), 'popular', (
  SELECT json_agg(json_build_object('rank', place, 'article', json_build_object('title', title, 'path', path)) ORDER BY place)
  FROM (SELECT row_number() OVER (ORDER BY p.score DESC, o.listed_at DESC, o.id DESC) AS place, o.title, o.path
    FROM article_popularity p JOIN article o ON o.id = p.article_id WHERE p.span = 'DAY' AND p.score > 0
    ORDER BY p.score DESC, o.listed_at DESC, o.id DESC LIMIT 5) most)
))::text
FROM article a
JOIN article_body b ON b.article_id = a.id
LEFT JOIN section s ON s.id = a.section_id
LEFT JOIN image i ON i.id = a.image_id
CROSS JOIN LATERAL (SELECT
  to_char(a.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS published,
  to_char(a.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated) iso
CROSS JOIN LATERAL (SELECT rtrim($2, '/') || a.path AS url) page
CROSS JOIN LATERAL (SELECT CASE WHEN i.url LIKE '/%' THEN rtrim($2, '/') ELSE '' END || i.url AS url) picture
CROSS JOIN LATERAL (
  WITH RECURSIVE way AS (
    SELECT s.parent_id, '/' || s.slug AS path
    UNION ALL SELECT above.parent_id, '/' || above.slug || way.path FROM way JOIN section above ON above.id = way.parent_id
  ) SELECT path FROM way WHERE parent_id IS NULL) place
CROSS JOIN LATERAL (
  WITH RECURSIVE up AS (
    SELECT s.parent_id, s.name, s.slug, 1 AS height WHERE s.id IS NOT NULL
    UNION ALL SELECT above.parent_id, above.name, above.slug, up.height + 1 FROM up JOIN section above ON above.id = up.parent_id
  ), step AS (
    SELECT 0 AS height, $3::text AS name, $2::text AS item
    UNION ALL SELECT -height, name, rtrim($2, '/') || string_agg('/' || slug, '') OVER (ORDER BY height DESC) FROM up
    UNION ALL SELECT 1, a.title, page.url
  ) SELECT json_agg(json_build_object('@type', 'ListItem', 'position', n, 'name', name, 'item', item) ORDER BY n) AS items
  FROM (SELECT row_number() OVER (ORDER BY item = $2 DESC, height) AS n, name, item FROM step) numbered) trail
CROSS JOIN LATERAL (
  SELECT
    coalesce(json_agg(json_build_object('name', w.name, 'path', '/authors/' || w.slug) ORDER BY m.position), '[]') AS authors,
    coalesce(json_agg(json_build_object('@type', 'Person', 'name', w.name,
      'url', $2 || 'authors/' || w.slug) ORDER BY m.position), '[]') AS persons,
    array_agg($2 || 'authors/' || w.slug ORDER BY m.position) AS urls
  FROM article_author m JOIN author w ON w.id = m.author_id WHERE m.article_id = a.id) byline
CROSS JOIN LATERAL (
  SELECT
    coalesce(json_agg(json_build_object('name', g.name, 'path', '/tags/' || g.slug) ORDER BY m.position), '[]') AS tags,
    json_agg(g.name ORDER BY m.position) AS names,
    array_agg(g.name ORDER BY m.position) AS list
  FROM article_tag m JOIN tag g ON g.id = m.tag_id WHERE m.article_id = a.id) subjects
WHERE a.slug = $1
