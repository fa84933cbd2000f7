-- The tags of published articles: their search documents have the names, and each has a number of articles.
-- An import that adds articles sets dateline.adds_articles, and indexes them itself.
CREATE TRIGGER mark_document_stale AFTER INSERT OR DELETE ON public.article_tag
  FOR EACH ROW WHEN (current_setting('dateline.adds_articles', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION public.mark_document_stale('article', 'names');
CREATE TRIGGER count_added_terms AFTER INSERT ON public.article_tag REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_terms('tag');
CREATE TRIGGER count_removed_terms AFTER DELETE ON public.article_tag REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_terms('tag');
