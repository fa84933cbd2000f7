-- A perspective is a PostgreSQL schema. A request gets a database handle for one of them, so that no
-- resolver, list or count can read what is outside its perspective. All schemas have the same views, named
-- like the tables of schema.prisma. Applied after migrations; a column added at the end of a table appears in
-- its view.

CREATE SCHEMA IF NOT EXISTS published;

CREATE OR REPLACE VIEW published.article AS SELECT * FROM public.article;
CREATE OR REPLACE VIEW published.article_body AS SELECT * FROM public.article_body;
CREATE OR REPLACE VIEW published.article_preview AS
  SELECT * FROM public.article_body b
  WHERE EXISTS (SELECT FROM public.article a WHERE a.id = b.article_id AND a.access <> 'PUBLIC');
CREATE OR REPLACE VIEW published.article_author AS SELECT * FROM public.article_author;
CREATE OR REPLACE VIEW published.article_tag AS SELECT * FROM public.article_tag;
CREATE OR REPLACE VIEW published.article_section AS SELECT * FROM public.article_section;
CREATE OR REPLACE VIEW published.article_count AS SELECT * FROM public.article_count;
CREATE OR REPLACE VIEW published.article_search AS SELECT article_id, listed_at, title, document, language, length, words FROM public.article_search;
CREATE OR REPLACE VIEW published.suggestion AS SELECT * FROM public.suggestion WHERE kind <> 'DRAFT';
CREATE OR REPLACE VIEW published.phrase AS SELECT id, phrase, text, is_name, articles FROM public.phrase;
CREATE OR REPLACE VIEW published.article_phrase AS SELECT article_id, phrase_id FROM public.article_phrase;
-- Sections that only drafts name are hidden, since they would reveal what is being worked on.
CREATE OR REPLACE VIEW published.section AS SELECT * FROM public.section WHERE is_hidden IS NOT TRUE;
CREATE OR REPLACE VIEW published.image AS SELECT * FROM public.image;
CREATE OR REPLACE VIEW published.media_source AS SELECT url, file_id, error FROM public.media_source;
CREATE OR REPLACE VIEW published.media_file AS SELECT * FROM public.media_file;
CREATE OR REPLACE VIEW published.address AS SELECT * FROM public.address WHERE is_public;
CREATE OR REPLACE VIEW published.redirect AS SELECT * FROM public.redirect;

-- Tags and authors of articles, joined here without the check below: each of them is in a published article.
CREATE OR REPLACE VIEW published.tag_of_article AS
  SELECT b.article_id, b.position, t.* FROM public.article_tag b JOIN public.tag t ON t.id = b.tag_id;
CREATE OR REPLACE VIEW published.author_of_article AS
  SELECT b.article_id, b.position, w.* FROM public.article_author b JOIN public.author w ON w.id = b.author_id;

-- Live blogs of published articles, with their public entries. An article of the kind has one before it is started.
CREATE OR REPLACE VIEW published.live_blog AS
  SELECT a.id AS article_id, b.started_at, b.ended_at, b.pinned_id, b.summary, a.access, a.path,
    greatest(b.updated_at, a.updated_at) AS updated_at,
    (SELECT greatest(l.trimmed_to, (SELECT max(c.sequence) FROM public.content_change c)) FROM public.change_log l) AS sequence,
    a.created_at
  FROM public.article a LEFT JOIN public.live_blog b ON b.article_id = a.id WHERE a.kind = 'LIVE_BLOG';
CREATE OR REPLACE VIEW published.live_blog_entry AS
  SELECT e.id, e.article_id, e.title, e.is_key_event, e.is_public, e.published_at, e.updated_at, e.revision, e.corrections,
    e.own_article_id, a.access, a.path, e.created_at
  FROM public.live_blog_entry e JOIN public.article a ON a.id = e.article_id AND a.kind = 'LIVE_BLOG' WHERE e.is_public;
-- OFFSET 0 makes PostgreSQL look up the entry of each body and author by its ID. Otherwise it can read every entry of
-- every live blog for one page, until the statistics of a table that has grown are gathered.
CREATE OR REPLACE VIEW published.live_blog_entry_body AS
  SELECT e.article_id, b.* FROM public.live_blog_entry_body b CROSS JOIN LATERAL
    (SELECT v.article_id FROM published.live_blog_entry v WHERE v.id = b.entry_id AND v.access = 'PUBLIC' OFFSET 0) e;
CREATE OR REPLACE VIEW published.author_of_entry AS
  SELECT e.article_id, b.entry_id, b.position, w.* FROM public.live_blog_entry_author b CROSS JOIN LATERAL
    (SELECT v.article_id FROM published.live_blog_entry v WHERE v.id = b.entry_id OFFSET 0) e
  JOIN public.author w ON w.id = b.author_id;

-- Tags, authors and series that only drafts name are hidden, since they would reveal what is being worked on.
CREATE OR REPLACE VIEW published.tag AS
  SELECT * FROM public.tag t WHERE EXISTS (SELECT FROM public.article_tag a WHERE a.tag_id = t.id);
CREATE OR REPLACE VIEW published.author AS
  SELECT * FROM public.author w WHERE EXISTS (SELECT FROM public.article_author a WHERE a.author_id = w.id)
    OR EXISTS (SELECT FROM public.live_blog_entry_author b JOIN published.live_blog_entry e ON e.id = b.entry_id
      WHERE b.author_id = w.id);
CREATE OR REPLACE VIEW published.series AS
  SELECT * FROM public.series s WHERE EXISTS (SELECT FROM public.article a WHERE a.series_id = s.id);
CREATE OR REPLACE VIEW published.correction AS
  SELECT * FROM public.correction c WHERE EXISTS (SELECT FROM public.article a WHERE a.id = c.article_id);
-- Pins are stored while one of the two articles is unpublished, and visible when both are published.
CREATE OR REPLACE VIEW published.article_pin AS
  SELECT * FROM public.article_pin p WHERE EXISTS (SELECT FROM public.article a WHERE a.id = p.article_id)
    AND EXISTS (SELECT FROM public.article a WHERE a.id = p.pinned_id);
CREATE OR REPLACE VIEW published.article_popularity AS
  SELECT * FROM public.article_popularity p WHERE EXISTS (SELECT FROM public.article a WHERE a.id = p.article_id);
-- Lists are computed a moment after a change: articles unpublished in between are hidden at once.
CREATE OR REPLACE VIEW published.related_article AS
  SELECT * FROM public.related_article r WHERE EXISTS (SELECT FROM public.article a WHERE a.id = r.article_id)
    AND EXISTS (SELECT FROM public.article a WHERE a.id = r.related_id);
-- IDs of articles only; statements join them to the articles of the perspective.
CREATE OR REPLACE VIEW published.related_list AS
  SELECT * FROM public.related_list l WHERE EXISTS (SELECT FROM public.article a WHERE a.id = l.article_id);
CREATE OR REPLACE VIEW published.article_copy AS SELECT * FROM public.article_copy;
CREATE OR REPLACE VIEW published.menu AS SELECT * FROM public.menu;
CREATE OR REPLACE VIEW published.menu_item AS SELECT * FROM public.menu_item;
CREATE OR REPLACE VIEW published.site_box AS SELECT * FROM public.site_box;
-- Cards name articles by their IDs; statements join those of the perspective.
CREATE OR REPLACE VIEW published.front AS
  SELECT id, path, published AS content, published_revision AS revision, created_at, published_at AS updated_at
  FROM public.front WHERE published IS NOT NULL;
CREATE OR REPLACE VIEW published.newsletter AS SELECT * FROM public.newsletter;
CREATE OR REPLACE VIEW published.newsletter_issue AS SELECT * FROM public.newsletter_issue;
-- IDs of articles only; unpublished articles have no row in published.article.
CREATE OR REPLACE VIEW published.newsletter_issue_article AS SELECT * FROM public.newsletter_issue_article;

-- The members perspective, for keys of sites that know their members: what is published, with the whole bodies of
-- articles that are not public.
CREATE SCHEMA IF NOT EXISTS members;
CREATE OR REPLACE VIEW members.article_body AS
  SELECT b.article_id,
    coalesce(f.html, b.html) AS html,
    coalesce(f.text, b.text) AS text,
    coalesce(f.markdown, b.markdown) AS markdown,
    coalesce(f.outline, b.outline) AS outline,
    coalesce(f.blocks, b.blocks) AS blocks,
    CASE WHEN f.article_id IS NULL THEN b.detected_language ELSE f.detected_language END AS detected_language
  FROM public.article_body b LEFT JOIN public.article_full_body f ON f.article_id = b.article_id;
CREATE OR REPLACE VIEW members.live_blog_entry_body AS
  SELECT e.article_id, b.* FROM public.live_blog_entry_body b CROSS JOIN LATERAL
    (SELECT v.article_id FROM published.live_blog_entry v WHERE v.id = b.entry_id OFFSET 0) e;
DO $$
DECLARE view_name text;
BEGIN
  FOR view_name IN SELECT viewname FROM pg_views WHERE schemaname = 'published' AND viewname NOT IN ('article_body', 'live_blog_entry_body') LOOP
    EXECUTE format('CREATE OR REPLACE VIEW members.%1$I AS SELECT * FROM published.%1$I', view_name);
  END LOOP;
END $$;

-- The preview perspective, for editors with an API key: the latest revision of every article, published or
-- not, and all tags, authors and series.
CREATE SCHEMA IF NOT EXISTS preview;

-- Every column of public.article that drafts have too, and listed_at. New columns come last: PostgreSQL replaces a view only if
-- its former columns stay where they were.
DO $$
BEGIN
  EXECUTE (
    SELECT format('CREATE OR REPLACE VIEW preview.article AS SELECT %s FROM public.draft', string_agg(
      CASE a.attname WHEN 'listed_at' THEN 'coalesce(published_at, updated_at) AS listed_at'
        ELSE quote_ident(a.attname) END,
      ', ' ORDER BY former.attnum, a.attnum))
    FROM pg_attribute a
    LEFT JOIN pg_attribute d ON d.attrelid = 'public.draft'::regclass AND d.attname = a.attname AND d.attnum > 0
    LEFT JOIN pg_attribute former
      ON former.attrelid = to_regclass('preview.article') AND former.attname = a.attname AND former.attnum > 0
    WHERE a.attrelid = 'public.article'::regclass AND a.attnum > 0 AND NOT a.attisdropped
      AND (d.attname IS NOT NULL OR a.attname = 'listed_at')
  );
END $$;
CREATE OR REPLACE VIEW preview.article_body AS SELECT * FROM public.body_of_draft;
CREATE OR REPLACE VIEW preview.article_preview AS SELECT * FROM public.draft_preview;
CREATE OR REPLACE VIEW preview.article_author AS
  SELECT a.article_id, a.author_id, a.position, coalesce(d.published_at, d.updated_at) AS listed_at
  FROM public.draft_author a JOIN public.draft d ON d.id = a.article_id;
CREATE OR REPLACE VIEW preview.article_tag AS
  SELECT t.article_id, t.tag_id, t.position, coalesce(d.published_at, d.updated_at) AS listed_at
  FROM public.draft_tag t JOIN public.draft d ON d.id = t.article_id;
CREATE OR REPLACE VIEW preview.article_section AS
  SELECT s.article_id, s.section_id, s.position, coalesce(d.published_at, d.updated_at) AS listed_at
  FROM public.draft_section s JOIN public.draft d ON d.id = s.article_id;
-- A draft that is published as it is shares the document of the article.
CREATE OR REPLACE VIEW preview.article_search AS
  SELECT article_id, listed_at, title, document, language, length, words FROM public.draft_search WHERE NOT is_shared
  UNION ALL
  SELECT article_id, listed_at, title, document, language, length, words FROM public.article_search WHERE is_shared;
CREATE OR REPLACE VIEW preview.suggestion AS
  SELECT 'ARTICLE'::text AS kind, node_id, word, phrase FROM public.suggestion WHERE kind = 'DRAFT'
  UNION ALL SELECT kind, node_id, word, phrase FROM public.suggestion WHERE kind IN ('TAG', 'SECTION', 'AUTHOR', 'SERIES', 'PHRASE');
-- The phrases of published articles: none is of drafts.
CREATE OR REPLACE VIEW preview.phrase AS SELECT id, phrase, text, is_name, articles FROM public.phrase;
CREATE OR REPLACE VIEW preview.article_phrase AS SELECT article_id, phrase_id FROM public.article_phrase;
CREATE OR REPLACE VIEW preview.redirect AS SELECT * FROM public.redirect;
CREATE OR REPLACE VIEW preview.section AS SELECT * FROM public.section;
CREATE OR REPLACE VIEW preview.image AS SELECT * FROM public.image;
CREATE OR REPLACE VIEW preview.media_source AS SELECT url, file_id, error FROM public.media_source;
CREATE OR REPLACE VIEW preview.media_file AS SELECT * FROM public.media_file;
CREATE OR REPLACE VIEW preview.tag AS SELECT * FROM public.tag;
CREATE OR REPLACE VIEW preview.author AS SELECT * FROM public.author;
CREATE OR REPLACE VIEW preview.series AS SELECT * FROM public.series;
CREATE OR REPLACE VIEW preview.tag_of_article AS
  SELECT b.article_id, b.position, t.* FROM public.draft_tag b JOIN public.tag t ON t.id = b.tag_id;
CREATE OR REPLACE VIEW preview.author_of_article AS
  SELECT b.article_id, b.position, w.* FROM public.draft_author b JOIN public.author w ON w.id = b.author_id;
CREATE OR REPLACE VIEW preview.correction AS SELECT * FROM public.correction;
CREATE OR REPLACE VIEW preview.article_pin AS SELECT * FROM public.article_pin;
CREATE OR REPLACE VIEW preview.live_blog AS
  SELECT a.id AS article_id, b.started_at, b.ended_at, b.pinned_id, b.summary, a.access, a.path,
    greatest(b.updated_at, a.updated_at) AS updated_at,
    (SELECT greatest(l.trimmed_to, (SELECT max(c.sequence) FROM public.content_change c)) FROM public.change_log l) AS sequence,
    a.created_at
  FROM public.draft a LEFT JOIN public.live_blog b ON b.article_id = a.id WHERE a.kind = 'LIVE_BLOG';
CREATE OR REPLACE VIEW preview.live_blog_entry AS
  SELECT e.id, e.article_id, e.title, e.is_key_event, e.is_public, e.published_at, e.updated_at, e.revision, e.corrections,
    e.own_article_id, a.access, a.path, e.created_at
  FROM public.live_blog_entry e JOIN public.draft a ON a.id = e.article_id AND a.kind = 'LIVE_BLOG';
CREATE OR REPLACE VIEW preview.live_blog_entry_body AS
  SELECT e.article_id, b.* FROM public.live_blog_entry_body b CROSS JOIN LATERAL
    (SELECT v.article_id FROM preview.live_blog_entry v WHERE v.id = b.entry_id OFFSET 0) e;
CREATE OR REPLACE VIEW preview.author_of_entry AS
  SELECT e.article_id, b.entry_id, b.position, w.* FROM public.live_blog_entry_author b CROSS JOIN LATERAL
    (SELECT v.article_id FROM preview.live_blog_entry v WHERE v.id = b.entry_id OFFSET 0) e
  JOIN public.author w ON w.id = b.author_id;
-- The published perspective has none of these views: they contain schedules, unpublished revisions and who wrote them.
CREATE OR REPLACE VIEW preview.article_revision AS
  SELECT r.article_id, r.number, r.created_at, r.kind, k.name AS key_name, k.prefix AS key_prefix, r.content,
    a.revision IS NOT NULL AS is_published, r.id
  FROM public.article_revision r
  LEFT JOIN public.api_key k ON k.id = r.key_id
  LEFT JOIN public.article a ON a.id = r.article_id AND a.revision = r.number;
CREATE OR REPLACE VIEW preview.article_state AS
  SELECT d.id, d.scheduled_for, d.unpublished_at, d.published_revision IS NOT NULL AS is_published,
    c.key_id AS created_by_id, e.key_id AS last_edited_by_id,
    d.updated_at AS last_edited_at, coalesce(d.published_revision <> d.revision, false) AS has_unpublished_changes,
    d.revision, d.published_revision
  FROM public.draft d
  LEFT JOIN public.article_revision c ON c.article_id = d.id AND c.number = 1
  LEFT JOIN public.article_revision e ON e.article_id = d.id AND e.number = d.revision;
-- The API keys that created and last edited each row, by its type in the graph.
CREATE OR REPLACE VIEW preview.provenance AS
  SELECT 'Article' AS type, id, created_by_id, last_edited_by_id FROM preview.article_state
  UNION ALL SELECT 'Section', id, created_by_id, last_edited_by_id FROM public.section
  UNION ALL SELECT 'Tag', id, created_by_id, last_edited_by_id FROM public.tag
  UNION ALL SELECT 'Author', id, created_by_id, last_edited_by_id FROM public.author
  UNION ALL SELECT 'Series', id, created_by_id, last_edited_by_id FROM public.series
  UNION ALL SELECT 'MediaFile', id, created_by_id, last_edited_by_id FROM public.media_file
  UNION ALL SELECT 'Redirect', id, created_by_id, last_edited_by_id FROM public.redirect
  UNION ALL SELECT 'Front', id, created_by_id, last_edited_by_id FROM public.front
  UNION ALL SELECT 'Menu', id, created_by_id, last_edited_by_id FROM public.menu
  UNION ALL SELECT 'Correction', id, created_by_id, last_edited_by_id FROM public.correction
  UNION ALL SELECT 'Newsletter', id, created_by_id, last_edited_by_id FROM public.newsletter
  UNION ALL SELECT 'Webhook', id, created_by_id, last_edited_by_id FROM public.webhook
  UNION ALL SELECT 'ApiKey', id, created_by_id, last_edited_by_id FROM public.api_key
  UNION ALL SELECT 'PreviewLink', id, created_by_id, last_edited_by_id FROM public.preview_link
  UNION ALL SELECT 'Job', id, key_id, key_id FROM public.bulk_job
  UNION ALL SELECT 'LiveBlogEntry', e.id, c.key_id, l.key_id FROM public.live_blog_entry e
    LEFT JOIN public.live_blog_entry_revision c ON c.entry_id = e.id AND c.number = 1
    LEFT JOIN public.live_blog_entry_revision l ON l.entry_id = e.id AND l.number = e.revision;
-- Where rows came from, by their type in the graph. A section, tag, author or series may come from several sources.
CREATE OR REPLACE VIEW preview.origin AS
  SELECT 'Article' AS type, id, source, source_id, source_url AS url, coalesce(imported_at, created_at) AS imported_at
  FROM public.draft WHERE source IS NOT NULL
  UNION ALL SELECT 'Section', section_id, source, source_id, NULL, imported_at FROM public.source_term WHERE kind = 'section'
  UNION ALL SELECT 'Tag', tag_id, source, source_id, NULL, imported_at FROM public.source_term WHERE kind = 'tag'
  UNION ALL SELECT 'Author', author_id, source, source_id, NULL, imported_at FROM public.source_term WHERE kind = 'author'
  UNION ALL SELECT 'Series', series_id, source, source_id, NULL, imported_at FROM public.source_term WHERE kind = 'series'
  UNION ALL SELECT 'Menu', id, source, location, NULL, created_at FROM public.menu WHERE source IS NOT NULL
  UNION ALL SELECT 'MediaFile', file_id, substring(url from '^https?://([^/?#]+)'), url, url, checked_at
  FROM public.media_source WHERE file_id IS NOT NULL AND url ~ '^https?://[^/?#]';
CREATE OR REPLACE VIEW preview.live_blog_entry_revision AS
  SELECT e.article_id, v.entry_id, v.number, v.created_at, k.name AS key_name, v.content
  FROM public.live_blog_entry_revision v JOIN public.live_blog_entry e ON e.id = v.entry_id
  LEFT JOIN public.api_key k ON k.id = v.key_id;
CREATE OR REPLACE VIEW preview.actor AS SELECT id, name, prefix, issuer, subject FROM public.api_key;
CREATE OR REPLACE VIEW preview.article_popularity AS SELECT * FROM public.article_popularity;
CREATE OR REPLACE VIEW preview.related_article AS
  SELECT * FROM public.related_article r WHERE EXISTS (SELECT FROM public.draft d WHERE d.id = r.related_id);
CREATE OR REPLACE VIEW preview.related_list AS SELECT * FROM public.related_list;
CREATE OR REPLACE VIEW preview.article_copy AS SELECT * FROM public.article_copy;
CREATE OR REPLACE VIEW preview.menu AS SELECT * FROM public.menu;
CREATE OR REPLACE VIEW preview.menu_item AS SELECT * FROM public.menu_item;
-- The unpublished boxes of the site stand in place of those that readers see.
CREATE OR REPLACE VIEW preview.site_draft AS SELECT * FROM public.site_draft;
CREATE OR REPLACE VIEW preview.site_box AS
  SELECT * FROM public.site_box b WHERE b.section_id IS NOT NULL
    OR NOT EXISTS (SELECT FROM public.site_draft d WHERE 'boxes' = ANY (d.changed))
  UNION ALL
  SELECT b.* FROM public.site_draft d CROSS JOIN LATERAL jsonb_populate_recordset(NULL::public.site_box, d.boxes) b
  WHERE 'boxes' = ANY (d.changed);
CREATE OR REPLACE VIEW preview.front AS
  SELECT id, path, content, revision, created_at, updated_at FROM public.front;
CREATE OR REPLACE VIEW preview.front_state AS
  SELECT id, published_at, published_revision, published_revision IS NOT NULL AS is_published,
    coalesce(published_revision <> revision, false) AS has_unpublished_changes, scheduled_for
  FROM public.front;
CREATE OR REPLACE VIEW preview.front_revision AS
  SELECT r.front_id, r.number, r.created_at, r.content, r.action, k.name AS key_name, k.prefix AS key_prefix,
    coalesce(f.published_revision = r.number, false) AS is_published
  FROM public.front_revision r
  JOIN public.front f ON f.id = r.front_id
  LEFT JOIN public.api_key k ON k.id = r.key_id;
CREATE OR REPLACE VIEW preview.newsletter AS SELECT * FROM public.newsletter;
CREATE OR REPLACE VIEW preview.newsletter_issue AS SELECT * FROM public.newsletter_issue;
CREATE OR REPLACE VIEW preview.newsletter_issue_article AS SELECT * FROM public.newsletter_issue_article;
-- Both versions of rows that belong to articles, of which a key with limits reads one of each article
-- (src/database/read/limited-rows.ts). The first column tells them apart; new ones come last.
DO $$
DECLARE
  view_name text;
  columns text;
BEGIN
  FOREACH view_name IN ARRAY ARRAY['article', 'article_author', 'article_body', 'article_preview', 'article_search',
    'article_section', 'article_tag', 'author_of_article', 'author_of_entry', 'correction', 'live_blog',
    'live_blog_entry', 'live_blog_entry_body', 'suggestion', 'tag_of_article']
  LOOP
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns FROM pg_attribute
      WHERE attrelid = format('preview.%I', view_name)::regclass AND attnum > 0 AND NOT attisdropped;
    EXECUTE format(
      'CREATE OR REPLACE VIEW preview.%1$I AS SELECT true AS is_draft, %2$s FROM preview.%3$I
       UNION ALL SELECT false, %2$s FROM published.%3$I',
      view_name || '_version', columns, view_name);
  END LOOP;
END $$;
-- The path of a draft resolves before publication, unless a published path takes precedence.
CREATE OR REPLACE VIEW preview.address AS
  SELECT path, article_id, section_id, tag_id, author_id, is_public, since, series_id FROM public.address
  UNION ALL
  SELECT d.path, d.id, NULL, NULL, NULL, false, d.updated_at, NULL FROM public.draft d
  WHERE NOT EXISTS (SELECT FROM public.address a WHERE a.path = d.path);
