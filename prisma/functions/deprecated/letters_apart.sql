-- Former name of separate_letters(). Called by releases before 20261129171500.
CREATE OR REPLACE FUNCTION public.letters_apart(text, replacement text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT public.separate_letters($1, replacement) $$;
