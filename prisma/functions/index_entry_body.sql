-- Trigger before the body of an entry of a live blog is saved: indexes its words with the headline of the entry, as they
-- are written and by the stemmer of the language. One row is indexed, however many entries the live blog has.
CREATE OR REPLACE FUNCTION public.index_entry_body() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  entry_words text;
  stemmer text;
BEGIN
  SELECT public.normalize_words(concat_ws(' ', e.title, left(NEW.text, 100000))),
      public.find_stemmer(coalesce(d.language, NEW.detected_language))
    INTO entry_words, stemmer
    FROM public.live_blog_entry e JOIN public.draft d ON d.id = e.article_id WHERE e.id = NEW.entry_id;
  NEW.document := to_tsvector('public.site_words', entry_words)
    || to_tsvector(format('public.%I', 'site_' || stemmer)::regconfig, public.reduce_words(stemmer, entry_words));
  RETURN NEW;
END $$;
