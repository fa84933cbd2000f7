-- Menus: when they were changed and by whom.
CREATE TRIGGER stamp_created_row BEFORE INSERT ON public.menu
  FOR EACH ROW EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER stamp_changed_row BEFORE UPDATE ON public.menu
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.stamp_row();
