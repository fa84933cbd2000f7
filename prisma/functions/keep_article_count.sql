-- Trigger after a tag, author or section is created or deleted: creates or deletes its number of articles.
-- Argument: `tag`, `author` or `section`.
CREATE OR REPLACE FUNCTION public.keep_article_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.article_count (kind, id, articles) VALUES (TG_ARGV[0], NEW.id, 0) ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM public.article_count WHERE kind = TG_ARGV[0] AND id = OLD.id;
  END IF;
  RETURN NULL;
END $$;
