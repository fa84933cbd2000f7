-- Bodies of drafts: their search documents.
-- An import that adds articles sets dateline.adds_articles, and indexes them itself.
CREATE TRIGGER mark_stale AFTER UPDATE OF text, detected_language ON public.draft_body
  FOR EACH ROW WHEN (OLD.text <> NEW.text OR OLD.detected_language IS DISTINCT FROM NEW.detected_language)
  EXECUTE FUNCTION public.mark_document_stale('draft', 'text');
CREATE TRIGGER mark_stale_on_insert AFTER INSERT ON public.draft_body
  FOR EACH ROW WHEN (current_setting('dateline.adds_articles', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION public.mark_document_stale('draft', 'text');
