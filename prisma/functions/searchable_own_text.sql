-- The texts of an article's own fields that are declared with isSearchable, of at most 10,000 characters each, for its
-- search document. Fields of a kind count for articles of the kind.
CREATE OR REPLACE FUNCTION public.searchable_own_text(article_kind text, own_values jsonb) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce(string_agg(left(coalesce(v.value ->> 'text', v.value #>> '{}'), 10000), ' ' ORDER BY o.path), '')
  FROM public.own_field o
    CROSS JOIN LATERAL (SELECT split_part(o.path, '.', 1) AS scope, split_part(o.path, '.', 2) AS name) p
    CROSS JOIN LATERAL (SELECT CASE
      WHEN p.scope = 'article' THEN own_values -> p.name
      WHEN upper(regexp_replace(p.scope, '([a-z0-9])([A-Z])', '\1_\2', 'g')) = article_kind THEN own_values -> p.scope -> p.name
    END AS value) v
  WHERE o.removed_at IS NULL AND o.definition -> 'isSearchable' = 'true' AND own_values <> '{}'
$$;
