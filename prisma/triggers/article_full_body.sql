-- Whole bodies of articles that not everybody may read, which drafts share.
-- An import that adds articles sets dateline.adds_articles, and indexes them itself.
CREATE TRIGGER preserve_draft_body BEFORE DELETE ON public.article_full_body
  FOR EACH ROW EXECUTE FUNCTION public.preserve_draft_body();
CREATE TRIGGER mark_sharing_draft_stale AFTER INSERT OR UPDATE OF text, detected_language ON public.article_full_body
  FOR EACH ROW WHEN (current_setting('dateline.adds_articles', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION public.mark_sharing_draft_stale();
