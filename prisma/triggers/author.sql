-- Authors: their names in search, and the fence of older releases.
CREATE TRIGGER refuse_older_writers BEFORE INSERT OR UPDATE OR DELETE ON public.author
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_older_writers();
CREATE TRIGGER index_name AFTER INSERT OR UPDATE OF name ON public.author
  FOR EACH ROW EXECUTE FUNCTION public.index_name();
CREATE TRIGGER delete_suggestions AFTER DELETE ON public.author
  FOR EACH ROW EXECUTE FUNCTION public.delete_suggestions();
