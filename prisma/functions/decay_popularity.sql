-- Returns how much of a score is left after a time, at a half-life of 6 hours; 0 after 100 half-lives. Called by
-- src/modules/popular/views.
CREATE OR REPLACE FUNCTION public.decay_popularity(score float8, age interval) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN age < interval '600 hours'
    THEN score * power(2::float8, -extract(epoch FROM age)::float8 / 21600) ELSE 0 END
$$;
