-- Subscriptions to newsletters: when they were changed.
CREATE TRIGGER stamp_changed_row BEFORE UPDATE ON public.newsletter_subscription
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.stamp_time();
