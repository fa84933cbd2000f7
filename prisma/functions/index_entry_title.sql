-- Trigger after the headline of an entry of a live blog has changed: indexes the entry again.
CREATE OR REPLACE FUNCTION public.index_entry_title() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.live_blog_entry_body SET text = text WHERE entry_id = NEW.id;
  RETURN NULL;
END $$;
