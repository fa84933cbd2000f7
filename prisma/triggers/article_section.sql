-- The sections of published articles, with their ancestors: the number of articles of each.
CREATE TRIGGER count_added_terms AFTER INSERT ON public.article_section REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_terms('section');
CREATE TRIGGER count_removed_terms AFTER DELETE ON public.article_section REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_terms('section');
