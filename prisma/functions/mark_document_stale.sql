-- Trigger for tables with a part of an article or draft: marks the search document stale. Arguments: `article`
-- or `draft`, and what changed, `text` or `names`. Names beyond the first 100 of a transaction are queued.
CREATE OR REPLACE FUNCTION public.mark_document_stale() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  source_table text := TG_ARGV[0];
  reason text := upper(TG_ARGV[1]);
  id int := CASE TG_OP WHEN 'DELETE' THEN OLD.article_id ELSE NEW.article_id END;
  stale text;
BEGIN
  EXECUTE format('SELECT stale FROM public.%I WHERE article_id = $1', source_table || '_search') INTO stale USING id;
  IF stale IN ('TEXT', reason) THEN RETURN NULL; END IF;
  IF reason = 'NAMES' AND public.exceeds_marking_limit() THEN
    PERFORM public.queue_indexing(source_table, ARRAY[id]);
  ELSE
    EXECUTE format('UPDATE public.%I SET stale = $2 WHERE article_id = $1', source_table || '_search') USING id, reason;
  END IF;
  RETURN NULL;
END $$;
