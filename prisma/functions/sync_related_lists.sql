-- Trigger after rows of related_article change: rewrites related_list for their articles, unless the transaction
-- set dateline.defer_related_lists to `on`, because it calls write_related_lists() itself.
CREATE OR REPLACE FUNCTION public.sync_related_lists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('dateline.defer_related_lists', true) = 'on' THEN RETURN NULL; END IF;
  PERFORM public.write_related_lists(ARRAY(SELECT DISTINCT article_id FROM changed));
  RETURN NULL;
END $$;
