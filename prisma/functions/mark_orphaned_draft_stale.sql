-- Trigger after a shared document is deleted with its unpublished article: marks the draft's document stale.
CREATE OR REPLACE FUNCTION public.mark_orphaned_draft_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.draft_search SET stale = 'TEXT' WHERE article_id = OLD.article_id AND stale IS NULL;
  RETURN NULL;
END $$;
