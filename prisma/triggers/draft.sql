-- Drafts: their sections, search rows and completions, and the fence of older releases.
CREATE TRIGGER refuse_older_writers BEFORE INSERT OR UPDATE OR DELETE ON public.draft
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_older_writers();
CREATE TRIGGER upsert_search_row AFTER INSERT OR UPDATE OF title, standfirst, language, published_at, updated_at, kind, fields ON public.draft
  FOR EACH ROW EXECUTE FUNCTION public.upsert_search_row();
CREATE TRIGGER delete_suggestions AFTER DELETE ON public.draft
  FOR EACH ROW EXECUTE FUNCTION public.delete_suggestions();
CREATE CONSTRAINT TRIGGER sync_sections AFTER INSERT OR UPDATE OF section_id ON public.draft
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.sync_draft_sections();
