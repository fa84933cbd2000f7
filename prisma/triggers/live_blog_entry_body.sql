-- Bodies of entries of live blogs: their words for search.
CREATE TRIGGER index_entry_body BEFORE INSERT OR UPDATE OF text, detected_language ON public.live_blog_entry_body
  FOR EACH ROW EXECUTE FUNCTION public.index_entry_body();
