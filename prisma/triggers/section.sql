-- Sections: their tree, names in search, when they were changed and by whom, the log of editors, and the fence of older releases. A new place
-- among its siblings is no change of a section.
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
CREATE TRIGGER stamp_created_row BEFORE INSERT ON public.section
  FOR EACH ROW EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER stamp_changed_row BEFORE UPDATE ON public.section
  FOR EACH ROW WHEN ((OLD.slug, OLD.name, OLD.description, OLD.parent_id, OLD.fields, OLD.image_id, OLD.texts)
    IS DISTINCT FROM (NEW.slug, NEW.name, NEW.description, NEW.parent_id, NEW.fields, NEW.image_id, NEW.texts)) EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER append_creation AFTER INSERT ON public.section
  FOR EACH ROW EXECUTE FUNCTION public.append_editor_change('Section', 'CREATED');
CREATE TRIGGER append_rename AFTER UPDATE ON public.section
  FOR EACH ROW WHEN ((OLD.slug, OLD.name) IS DISTINCT FROM (NEW.slug, NEW.name)) EXECUTE FUNCTION public.append_editor_change('Section', 'RENAMED');
CREATE TRIGGER append_update AFTER UPDATE ON public.section
  FOR EACH ROW WHEN (OLD.updated_at IS DISTINCT FROM NEW.updated_at AND (OLD.slug, OLD.name) IS NOT DISTINCT FROM (NEW.slug, NEW.name))
  EXECUTE FUNCTION public.append_editor_change('Section', 'UPDATED');
CREATE TRIGGER append_deletion AFTER DELETE ON public.section
  FOR EACH ROW EXECUTE FUNCTION public.append_editor_change('Section', 'DELETED');
CREATE TRIGGER keep_article_count AFTER INSERT OR DELETE ON public.section
  FOR EACH ROW EXECUTE FUNCTION public.keep_article_count('section');
