-- Newsletters: when they were changed and by whom. The time of the next issue is no change.
CREATE TRIGGER stamp_created_row BEFORE INSERT ON public.newsletter
  FOR EACH ROW EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER stamp_changed_row BEFORE UPDATE ON public.newsletter
  FOR EACH ROW WHEN ((OLD.name, OLD.description, OLD.schedule, OLD.time_zone, OLD.language, OLD.texts)
    IS DISTINCT FROM (NEW.name, NEW.description, NEW.schedule, NEW.time_zone, NEW.language, NEW.texts)) EXECUTE FUNCTION public.stamp_row();
