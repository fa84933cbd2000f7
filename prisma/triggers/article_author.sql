-- The authors of published articles: their search documents have the names.
-- An import that adds articles sets dateline.adds_articles, and indexes them itself.
CREATE TRIGGER mark_document_stale AFTER INSERT OR DELETE ON public.article_author
  FOR EACH ROW WHEN (current_setting('dateline.adds_articles', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION public.mark_document_stale('article', 'names');
