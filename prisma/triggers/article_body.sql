-- Published bodies: the search documents of the article and of a draft that shares the body. PostgreSQL runs
-- triggers by name: the draft is marked first, and so indexed before its article.
-- An import that adds articles sets dateline.adds_articles, and indexes them itself.
CREATE TRIGGER preserve_draft_body BEFORE DELETE ON public.article_body
  FOR EACH ROW EXECUTE FUNCTION public.preserve_draft_body();
CREATE TRIGGER mark_sharing_draft_stale AFTER INSERT OR UPDATE OF text, detected_language ON public.article_body
  FOR EACH ROW WHEN (current_setting('dateline.adds_articles', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION public.mark_sharing_draft_stale();
CREATE TRIGGER mark_stale AFTER UPDATE OF text, detected_language ON public.article_body
  FOR EACH ROW WHEN (OLD.text <> NEW.text OR OLD.detected_language IS DISTINCT FROM NEW.detected_language)
  EXECUTE FUNCTION public.mark_document_stale('article', 'text');
CREATE TRIGGER mark_stale_on_insert AFTER INSERT ON public.article_body
  FOR EACH ROW WHEN (current_setting('dateline.adds_articles', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION public.mark_document_stale('article', 'text');
