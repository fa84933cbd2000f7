-- The change log: publications of articles are in the log of editors too.
CREATE TRIGGER append_publication AFTER INSERT ON public.content_change
  FOR EACH ROW WHEN (NEW.node_type = 'Article' AND NEW.kind IN ('PUBLISHED', 'UPDATED', 'MOVED', 'CORRECTED', 'UNPUBLISHED'))
  EXECUTE FUNCTION public.append_publication();
