-- Trigger after a published body changes: marks the document of a draft stale that has no body of its own.
-- Publishing deletes the draft's body after this, so that the document of the draft can be copied.
CREATE OR REPLACE FUNCTION public.mark_sharing_draft_stale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.text, NEW.detected_language) IS NOT DISTINCT FROM (OLD.text, OLD.detected_language) THEN RETURN NULL; END IF;
  END IF;
  UPDATE public.draft_search SET stale = 'TEXT'
    WHERE article_id = NEW.article_id AND NOT is_shared AND stale IS DISTINCT FROM 'TEXT'
      AND NOT EXISTS (SELECT FROM public.draft_body WHERE article_id = NEW.article_id);
  RETURN NULL;
END $$;
