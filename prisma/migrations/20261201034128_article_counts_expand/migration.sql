-- CreateTable
CREATE TABLE "article_count" (
    "kind" TEXT NOT NULL,
    "id" INTEGER NOT NULL,
    "articles" INTEGER NOT NULL,

    CONSTRAINT "article_count_pkey" PRIMARY KEY ("kind","id")
);

-- CreateIndex
CREATE INDEX "article_count_kind_articles_id_idx" ON "article_count"("kind", "articles", "id");

-- The functions and triggers, so that a publication by an instance of the release before is not missed. Nobody writes
-- content until this has committed.
SELECT pg_advisory_xact_lock(7203117);
CREATE OR REPLACE FUNCTION public.count_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  id_column text := TG_ARGV[0] || '_id';
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.article_count AS c (kind, id, articles)
    SELECT TG_ARGV[0], (to_jsonb(t) ->> id_column)::int, count(*)
    FROM added t JOIN public.article a ON a.id = t.article_id WHERE a.kind <> 'PAGE' GROUP BY 2
    ON CONFLICT (kind, id) DO UPDATE SET articles = c.articles + excluded.articles;
  ELSE
    UPDATE public.article_count c SET articles = c.articles - t.articles FROM (
      SELECT (to_jsonb(t) ->> id_column)::int AS id, count(*) AS articles
      FROM removed t LEFT JOIN public.article a ON a.id = t.article_id WHERE a.kind IS DISTINCT FROM 'PAGE' GROUP BY 1
    ) t WHERE c.kind = TG_ARGV[0] AND c.id = t.id;
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION public.count_site_articles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.article_count AS c (kind, id, articles)
    SELECT 'site', 0, count(*) FROM added WHERE added.kind <> 'PAGE' HAVING count(*) > 0
    ON CONFLICT (kind, id) DO UPDATE SET articles = c.articles + excluded.articles;
  ELSE
    UPDATE public.article_count SET articles = articles - (SELECT count(*) FROM removed WHERE removed.kind <> 'PAGE')
    WHERE kind = 'site' AND EXISTS (SELECT FROM removed WHERE removed.kind <> 'PAGE');
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION public.count_changed_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.article_count SET articles = articles + CASE NEW.kind WHEN 'PAGE' THEN -1 ELSE 1 END
  WHERE (kind, id) IN (
    SELECT 'site', 0
    UNION ALL SELECT 'tag', tag_id FROM public.article_tag WHERE article_id = NEW.id
    UNION ALL SELECT 'author', author_id FROM public.article_author WHERE article_id = NEW.id
    UNION ALL SELECT 'section', section_id FROM public.article_section WHERE article_id = NEW.id
  );
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION public.delete_terms_of_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM public.article_tag WHERE article_id = OLD.id;
  DELETE FROM public.article_author WHERE article_id = OLD.id;
  DELETE FROM public.article_section WHERE article_id = OLD.id;
  RETURN OLD;
END $$;
CREATE OR REPLACE FUNCTION public.keep_article_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.article_count (kind, id, articles) VALUES (TG_ARGV[0], NEW.id, 0) ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM public.article_count WHERE kind = TG_ARGV[0] AND id = OLD.id;
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION public.recount_articles() RETURNS int LANGUAGE sql AS $$
  WITH pages AS MATERIALIZED (
    SELECT id FROM public.article WHERE kind = 'PAGE'
  ), counted AS (
    SELECT 'site' AS kind, 0 AS id, count(*)::int AS articles FROM public.article WHERE kind <> 'PAGE'
    UNION ALL SELECT 'tag', g.id, coalesce(n.articles, 0) FROM public.tag g LEFT JOIN (
      SELECT tag_id, count(*)::int AS articles FROM public.article_tag WHERE article_id NOT IN (SELECT id FROM pages) GROUP BY 1
    ) n ON n.tag_id = g.id
    UNION ALL SELECT 'author', w.id, coalesce(n.articles, 0) FROM public.author w LEFT JOIN (
      SELECT author_id, count(*)::int AS articles FROM public.article_author WHERE article_id NOT IN (SELECT id FROM pages) GROUP BY 1
    ) n ON n.author_id = w.id
    UNION ALL SELECT 'section', s.id, coalesce(n.articles, 0) FROM public.section s LEFT JOIN (
      SELECT section_id, count(*)::int AS articles FROM public.article_section WHERE article_id NOT IN (SELECT id FROM pages) GROUP BY 1
    ) n ON n.section_id = s.id
  ), removed AS (
    DELETE FROM public.article_count c WHERE NOT EXISTS (SELECT FROM counted n WHERE (n.kind, n.id) = (c.kind, c.id)) RETURNING 1
  ), written AS (
    INSERT INTO public.article_count AS c (kind, id, articles) SELECT kind, id, articles FROM counted
    ON CONFLICT (kind, id) DO UPDATE SET articles = excluded.articles WHERE c.articles <> excluded.articles RETURNING 1
  )
  SELECT (SELECT count(*) FROM removed)::int + (SELECT count(*) FROM written)::int;
$$;
CREATE TRIGGER count_added_articles AFTER INSERT ON public.article REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_site_articles();
CREATE TRIGGER count_removed_articles AFTER DELETE ON public.article REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_site_articles();
CREATE TRIGGER count_changed_kind AFTER UPDATE OF kind ON public.article
  FOR EACH ROW WHEN ((OLD.kind = 'PAGE') <> (NEW.kind = 'PAGE')) EXECUTE FUNCTION public.count_changed_kind();
CREATE TRIGGER delete_terms_of_page BEFORE DELETE ON public.article
  FOR EACH ROW WHEN (OLD.kind = 'PAGE') EXECUTE FUNCTION public.delete_terms_of_page();
CREATE TRIGGER count_added_terms AFTER INSERT ON public.article_author REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_terms('author');
CREATE TRIGGER count_removed_terms AFTER DELETE ON public.article_author REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_terms('author');
CREATE TRIGGER count_added_terms AFTER INSERT ON public.article_section REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_terms('section');
CREATE TRIGGER count_removed_terms AFTER DELETE ON public.article_section REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_terms('section');
CREATE TRIGGER count_added_terms AFTER INSERT ON public.article_tag REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_terms('tag');
CREATE TRIGGER count_removed_terms AFTER DELETE ON public.article_tag REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_terms('tag');
CREATE TRIGGER keep_article_count AFTER INSERT OR DELETE ON public.author
  FOR EACH ROW EXECUTE FUNCTION public.keep_article_count('author');
CREATE TRIGGER keep_article_count AFTER INSERT OR DELETE ON public.section
  FOR EACH ROW EXECUTE FUNCTION public.keep_article_count('section');
CREATE TRIGGER keep_article_count AFTER INSERT OR DELETE ON public.tag
  FOR EACH ROW EXECUTE FUNCTION public.keep_article_count('tag');

SELECT public.recount_articles();

-- Announced: function count_changed_kind c696320644cf2534
-- Announced: function count_site_articles 4e7eac0cba146169
-- Announced: function count_terms b4a139157035b61c
-- Announced: function delete_terms_of_page af6642a4cb68c7d1
-- Announced: function keep_article_count 4ce9c17d34a1fc2e
-- Announced: function recount_articles cc90c6ec235abfeb
-- Announced: triggers article 5c6592f212f477a3
-- Announced: triggers article_author c67deb178a12da63
-- Announced: triggers article_section 987d64fe7ff96ead
-- Announced: triggers article_tag 062e3a15458443a3
-- Announced: triggers author b5914933897fc6ef
-- Announced: triggers section 9022ae7adbdde5ff
-- Announced: triggers tag 57ae27338e1ded1a
-- Announced: perspectives 7f63f328c42bc09c
