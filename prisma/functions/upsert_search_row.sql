-- Trigger for article and draft: creates the row of a new one in article_search or draft_search, copies a new
-- date, and marks the search document stale if the title, standfirst, language, series or the text of searchable own fields differs.
CREATE OR REPLACE FUNCTION public.upsert_search_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF TG_TABLE_NAME = 'article' THEN
      INSERT INTO public.article_search (article_id, listed_at, stale)
        VALUES (NEW.id, coalesce(NEW.published_at, NEW.updated_at), public.get_initial_staleness());
    ELSE
      INSERT INTO public.draft_search (article_id, listed_at, stale)
        VALUES (NEW.id, coalesce(NEW.published_at, NEW.updated_at), public.get_initial_staleness());
    END IF;
  ELSE
    -- A draft with another date than its article cannot share the article's document.
    EXECUTE format($query$
      UPDATE public.%1$s_search SET listed_at = $2,
        stale = CASE WHEN $3 OR is_shared AND listed_at <> $2 AND $4 THEN 'TEXT' ELSE stale END
      WHERE article_id = $1 AND (listed_at <> $2 OR $3 AND stale IS DISTINCT FROM 'TEXT')
    $query$, TG_TABLE_NAME) USING NEW.id, coalesce(NEW.published_at, NEW.updated_at),
      (NEW.title, NEW.standfirst, NEW.language, NEW.series_id) IS DISTINCT FROM (OLD.title, OLD.standfirst, OLD.language, OLD.series_id)
        OR (NEW.kind, NEW.fields) IS DISTINCT FROM (OLD.kind, OLD.fields)
          AND public.searchable_own_text(NEW.kind, NEW.fields) <> public.searchable_own_text(OLD.kind, OLD.fields),
      TG_TABLE_NAME = 'draft';
  END IF;
  RETURN NULL;
END $$;
