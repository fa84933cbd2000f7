-- Returns the beginnings of English words that PostgreSQL's stemmer gives the stem of a word of another meaning, as busi for
-- business and busy, up to where both differ. The q after that stem gives them one that no other word has: busiq.
-- Left out are words of related meanings, which lose on CISI: currently and current, criticism and critical. Called by
-- separate_english() and is_separated().
CREATE OR REPLACE FUNCTION public.separated_english_words() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY[
    'activqism', 'animqal', 'apartqment', 'authorqit', 'authorqiz', 'busiqness', 'capitqalis', 'celebrqit',
    'civilqiz', 'conservqative', 'conversqati', 'cooperqat', 'customqer', 'departqment', 'designqat', 'emergqenc',
    'enginqeer', 'executqiv', 'experiqment', 'hospitqalit', 'identqic', 'importqan', 'informqal', 'integrqit',
    'internqation', 'internqqal', 'majorqit', 'minerqal', 'minorqit', 'mobilqiz', 'nationqalis', 'nationqaliz',
    'officqer', 'organqiz', 'organqqic', 'politqe', 'populqism', 'positqiv', 'premierqe', 'privatqiz',
    'providqence', 'publicqat', 'publicqqit', 'reservqat', 'severqal', 'socialqis', 'successqi', 'terminqal',
    'unitqed', 'universqit', 'utilqiz'
  ]
$$;
