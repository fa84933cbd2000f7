-- A configuration without a stemmer for each language of which reduce_word() takes the endings, so that articles match words
-- of their own language alone. PostgreSQL has a stemmer for Estonian from version 18.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['bengali', 'bulgarian', 'croatian', 'czech', 'estonian', 'hebrew', 'korean', 'latvian', 'persian',
    'polish', 'slovak', 'slovenian', 'ukrainian'] LOOP
    IF NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = 'site_' || name AND cfgnamespace = 'public'::regnamespace) THEN
      EXECUTE format('CREATE TEXT SEARCH CONFIGURATION public.%I (COPY = public.site_words)', 'site_' || name);
    END IF;
  END LOOP;
END $$;

-- Announced: function build_article_search 0d6c2f08efa6b0ac
-- Announced: function build_draft_search 176597f516d04cb2
-- Announced: function expand_stem b9bc9900a3c4377a
-- Announced: function find_forms 96a85f2be2f01e6d
-- Announced: function find_stemmer f7a1ebba5172036e
-- Announced: function index_entry_body 081dd297e1d46031
-- Announced: function index_stale_document 52b6f91111b1289b
-- Announced: function is_reduced df1aa09ff5f562c8
-- Announced: function reduce_word bd2ba27cf35494f6
-- Announced: function reduce_words c89fea4c8d9ed94b
-- Announced: function replace_last 9e60f268c3b40a28
-- Announced: function search_version 537ef52d26d89a47
-- Announced: function strip_endings f088bea63661ad91
