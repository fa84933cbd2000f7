-- Returns a word, in lower case and without accents, without the endings and particles of a language that its stemmer in
-- PostgreSQL leaves, or for which there is no stemmer; the word itself for other languages. Words in Finnish and Turkish
-- are to have their accents, by which their stemmers know endings, and become stems; their stop words become ''.
-- docs/api/search.md has what each language gets. Called by reduce_words(). A change needs a higher search_version().
--
-- STABLE, as unaccent() is: PostgreSQL does not inline an IMMUTABLE function that calls it, which takes 20 µs a word more.
CREATE OR REPLACE FUNCTION public.reduce_word(stemmer text, word text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE stemmer
    WHEN 'arabic' THEN public.strip_endings(regexp_replace(word, '^(?:و?لل|و(?=.{4}))(?=.{3})', ''),
      3, 'ه|ات|ون|ين|نا|هم|ها|يه|يون|يين')
    WHEN 'bengali' THEN public.strip_endings(word, 2, '(?:গুলো|গুলি|েরা|দের|ের|কে|তে|রা|টি|টা|য়|র|ে)+')
    WHEN 'bulgarian' THEN public.replace_last(public.strip_endings(public.strip_endings(word,
      3, 'овете|евете|ищата|ища|ове|еве|ите|ата|ята|ото|ето|ият|ия|та|то|те|ът|ят|а|е|и|о|я'),
      2, 'ър', 'р'), 'к', 'ц')
    WHEN 'catalan' THEN public.reduce_catalan(word)
    WHEN 'croatian' THEN public.replace_last(public.strip_endings(public.strip_endings(word,
      3, 'ovima|evima|ovi|evi|ova|eva|ove|eve|ama|ima|om|em|oj|og|eg|ome|omu|emu|im|ih|a|e|i|o|u'),
      3, 'a([cklnrt])', '\2'), 'kg', 'cz')
    WHEN 'czech' THEN public.replace_last(public.strip_endings(public.strip_endings(word,
      3, 'ovat|oval[aiyo]?|uji?|uje(?:me|te|s)?|ou|em|am|im|um|ym|ech|ach|ich|ych|ami|emi|imi|ymi|ovi|ove|eho|emu|a|e|i|o|u|y'),
      3, 'e([ckln])', '\2'), 'kh', 'cz')
    WHEN 'danish' THEN public.reduce_danish(word)
    WHEN 'dutch' THEN public.reduce_dutch(word)
    WHEN 'estonian' THEN public.strip_endings(public.strip_endings(word,
      3, '(?:[aeiu]?(?:st|sse|le|lt|l|ga|ks|ni|na|des|tes|tel|tele|telt|test|tega|de|te|d)|[aei]s|[aeiu])+'),
      3, 'er', 'r')
    WHEN 'finnish' THEN public.reduce_finnish(word)
    WHEN 'french' THEN public.reduce_french(word)
    WHEN 'german' THEN public.reduce_german(word)
    WHEN 'greek' THEN CASE WHEN word = 'γιατι' THEN word
      ELSE regexp_replace(word, '^(.{2,}[βγδζθκλμνξπρστφχψ]ι)(?:α|ας|ες|ων|ου|ο)?$', '\1ο') END
    WHEN 'hebrew' THEN regexp_replace(public.strip_endings(public.strip_endings(word, 3, 'יות|ימ|ות|ה|י'), 4, 'ת'), '^(..)ימ$', '\1')
    WHEN 'italian' THEN public.reduce_italian(word)
    WHEN 'korean' THEN public.reduce_korean(word)
    WHEN 'latvian' THEN public.strip_endings(word, 2, 'iem|ijam|ijas|iju|ija|jos|ju|ja|ium|um|am|ai|as|es|ei|im|em|os|us|is|s|a|e|i|o|u')
    WHEN 'lithuanian' THEN public.strip_endings(word, 3, 'eje|ese|es', 'e')
    WHEN 'norwegian' THEN public.reduce_norwegian(word)
    WHEN 'persian' THEN public.strip_endings(public.strip_endings(word, 3, '‌?(?:هایی|های|ها|ای|ی)'), 4, 'ان')
    WHEN 'polish' THEN public.replace_last(public.strip_endings(public.strip_endings(word,
      3, 'owac|owal[aiyo]?|uja|uje(?:my|sz)?|iami|iach|iom|iem|iowi|owie|owi|ow|om|em|ami|ach|ymi|imi|ych|ich|ego|emu|ej|ym|im|iu|ia|io|ie|a|e|i|o|u|y'),
      3, 'i?e([cklnr])|(r)z', '\2\3'), 'k', 'c')
    WHEN 'portuguese' THEN public.reduce_portuguese(word)
    WHEN 'romanian' THEN public.replace_last(replace(public.strip_endings(public.strip_endings(word,
      4, 'esc|easca|esti'), 3, 'urile|urilor|uri|ilor|elor|elui|ile|ele|ului|ul|eie|eia|eile|ei|ii|e|i|a|u'), 'oa', 'o'), 'z', 'd')
    WHEN 'serbian' THEN public.strip_endings(word, 3, 'овима|ови|ова|ове|ovima|ovi|ova|ove')
    WHEN 'slovak' THEN public.replace_last(public.strip_endings(public.strip_endings(word,
      3, 'ovat|oval[aio]?|uju?|uje(?:me|te|s)?|ovia|ovi|ove|ov|och|iach|iam|iami|ia|ie|iu|om|ou|em|ej|am|im|ym|ach|ich|ych|ami|ymi|imi|mi|eho|emu|a|e|i|o|u|y'),
      3, 'e([cklnr])', '\2'), 'kh', 'cz')
    WHEN 'slovenian' THEN public.strip_endings(public.strip_endings(word,
      3, 'ovih|ovom|ovi|ov|evi|ev|ega|emu|ami|ama|imi|ah|ih|eh|im|om|em|oma|ema|am|jo|a|e|i|o|u'),
      3, 'e([cklnr])', '\2')
    WHEN 'spanish' THEN public.reduce_spanish(word)
    WHEN 'swedish' THEN public.reduce_swedish(word)
    WHEN 'turkish' THEN public.unaccent(coalesce(
      regexp_replace((ts_lexize('pg_catalog.turkish_stem', word))[1], '([aeıioöuü])s$', '\1'), ''))
    WHEN 'ukrainian' THEN public.replace_last(public.strip_endings(public.strip_endings(word,
      3, 'ами|ями|ах|ях|ів|їв|ам|ям|ові|еві|єві|ом|ем|єм|ою|ею|єю|ий|ій|ого|ому|их|им|ими|ої|а|я|о|е|є|и|і|ї|у|ю|ь'),
      3, 'ь'), 'кг', 'цз')
    ELSE word
  END
$$;
