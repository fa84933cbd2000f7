-- Entries of live blogs: their headlines in search.
CREATE TRIGGER index_entry_title AFTER UPDATE OF title ON public.live_blog_entry
  FOR EACH ROW WHEN (OLD.title IS DISTINCT FROM NEW.title) EXECUTE FUNCTION public.index_entry_title();
