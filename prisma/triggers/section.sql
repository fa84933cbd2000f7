-- Sections: their tree, names in search, and the fence of older releases.
CREATE TRIGGER refuse_older_writers BEFORE INSERT OR UPDATE OR DELETE ON public.section
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_older_writers();
CREATE TRIGGER section_tree_has_no_cycle BEFORE INSERT OR UPDATE OF parent_id ON public.section
  FOR EACH ROW EXECUTE FUNCTION public.prevent_section_cycle();
CREATE TRIGGER index_name AFTER INSERT OR UPDATE OF name ON public.section
  FOR EACH ROW EXECUTE FUNCTION public.index_name();
CREATE TRIGGER update_ancestor_sections AFTER UPDATE OF parent_id ON public.section
  FOR EACH ROW WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id) EXECUTE FUNCTION public.update_ancestor_sections();
CREATE TRIGGER delete_suggestions AFTER DELETE ON public.section
  FOR EACH ROW EXECUTE FUNCTION public.delete_suggestions();
