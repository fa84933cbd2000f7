-- Returns a word, in lower case and without accents, without the endings and particles of a language that its stemmer in
-- PostgreSQL leaves, or for which there is no stemmer; the word itself for other languages. docs/api/search.md has what each
-- language gets. Called by reduce_words(). A change needs a higher search_version().
CREATE OR REPLACE FUNCTION public.reduce_word(stemmer text, word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE stemmer
    WHEN 'arabic' THEN public.strip_endings(regexp_replace(word, '^(?:و?لل|و(?=.{4}))(?=.{3})', ''),
      3, 'ه|ات|ون|ين|نا|هم|ها|يه|يون|يين')
    WHEN 'bengali' THEN public.strip_endings(word, 2, '(?:গুলো|গুলি|েরা|দের|ের|কে|তে|রা|টি|টা|য়|র|ে)+')
    WHEN 'bulgarian' THEN public.replace_last(public.strip_endings(public.strip_endings(word,
      3, 'овете|евете|ищата|ища|ове|еве|ите|ата|ята|ото|ето|ият|ия|та|то|те|ът|ят|а|е|и|о|я'),
      2, 'ър', 'р'), 'к', 'ц')
    WHEN 'catalan' THEN public.strip_endings(word, 2, 'cions', 'cio')
    WHEN 'croatian' THEN public.replace_last(public.strip_endings(public.strip_endings(word,
      3, 'ovima|evima|ovi|evi|ova|eva|ove|eve|ama|ima|om|em|oj|og|eg|ome|omu|emu|im|ih|a|e|i|o|u'),
      3, 'a([cklnrt])', '\2'), 'kg', 'cz')
    WHEN 'czech' THEN public.replace_last(public.strip_endings(public.strip_endings(word,
      3, 'ovat|oval[aiyo]?|uji?|uje(?:me|te|s)?|ou|em|am|im|um|ym|ech|ach|ich|ych|ami|emi|imi|ymi|ovi|ove|eho|emu|a|e|i|o|u|y'),
      3, 'e([ckln])', '\2'), 'kh', 'cz')
    WHEN 'danish' THEN public.keep_lig(regexp_replace(word, '^(.{2}[aeiouy])(?:en|et|er|erne|ene)$', '\1'))
    WHEN 'dutch' THEN regexp_replace(regexp_replace(regexp_replace(word,
      '([aeiou]([bfglmnprs]))\2en$', '\1'), '([aeiou][aeiouj])zen$', '\1s'), '([aeiou][aeioujlr])ven$', '\1f')
    WHEN 'estonian' THEN public.strip_endings(public.strip_endings(word,
      3, '(?:[aeiu]?(?:st|sse|le|lt|l|ga|ks|ni|na|des|tes|tel|tele|telt|test|tega|de|te|d)|[aei]s|[aeiu])+'),
      3, 'er', 'r')
    WHEN 'finnish' THEN replace(word, 'nk', 'ng')
    WHEN 'hebrew' THEN public.strip_endings(public.strip_endings(word, 3, 'יות|ימ|ות|ה|י'), 4, 'ת')
    WHEN 'korean' THEN public.strip_endings(word, 2,
      '(?:들|을|를|이|가|은|는|의|에|에서|에게|께서|한테|와|과|로|으로|도|만|까지|부터|보다|처럼|이나|나|라고|이라고|이다|입니다|하다|했다|한다|하는|하고|하며|합니다|했습니다|되다|됐다|된다|되는|됩니다)+')
    WHEN 'latvian' THEN public.strip_endings(word, 2, 'iem|ijam|ijas|iju|ija|jos|ju|ja|ium|um|am|ai|as|es|ei|im|em|os|us|is|s|a|e|i|o|u')
    WHEN 'lithuanian' THEN public.strip_endings(word, 3, 'eje|ese|es', 'e')
    WHEN 'norwegian' THEN public.keep_lig(regexp_replace(word, '^(.{2}[aeiouy])(?:en|et|er|ene)$', '\1'))
    WHEN 'persian' THEN public.strip_endings(public.strip_endings(word, 3, '‌?(?:هایی|های|ها|ای|ی)'), 4, 'ان')
    WHEN 'polish' THEN public.replace_last(public.strip_endings(public.strip_endings(word,
      3, 'owac|owal[aiyo]?|uja|uje(?:my|sz)?|iami|iach|iom|iem|iowi|owie|owi|ow|om|em|ami|ach|ymi|imi|ych|ich|ego|emu|ej|ym|im|iu|ia|io|ie|a|e|i|o|u|y'),
      3, 'i?e([cklnr])|(r)z', '\2\3'), 'k', 'c')
    WHEN 'portuguese' THEN public.strip_endings(public.strip_endings(word, 2, 'coes', 'cao'), 2, '([aeo])s', '\2')
    WHEN 'romanian' THEN public.replace_last(replace(public.strip_endings(word,
      3, 'urile|urilor|uri|ilor|elor|ile|ele|ului|ul|ii|e|i|a|u'), 'oa', 'o'), 'z', 'd')
    WHEN 'serbian' THEN public.strip_endings(word, 3, 'овима|ови|ова|ове|ovima|ovi|ova|ove')
    WHEN 'slovak' THEN public.replace_last(public.strip_endings(public.strip_endings(word,
      3, 'ovat|oval[aio]?|uju?|uje(?:me|te|s)?|ovia|ovi|ove|ov|och|iach|iam|iami|ia|ie|iu|om|ou|em|ej|am|im|ym|ach|ich|ych|ami|ymi|imi|mi|eho|emu|a|e|i|o|u|y'),
      3, 'e([cklnr])', '\2'), 'kh', 'cz')
    WHEN 'slovenian' THEN public.strip_endings(public.strip_endings(word,
      3, 'ovih|ovom|ovi|ov|evi|ev|ega|emu|ami|ama|imi|ah|ih|eh|im|om|em|oma|ema|am|jo|a|e|i|o|u'),
      3, 'e([cklnr])', '\2')
    WHEN 'swedish' THEN public.keep_lig(regexp_replace(word, '^(.{2}[aeiouy])(?:ar|er|en|et|n|arna|orna|erna)$', '\1'))
    WHEN 'ukrainian' THEN public.replace_last(public.strip_endings(public.strip_endings(word,
      3, 'ами|ями|ах|ях|ів|їв|ам|ям|ові|еві|єві|ом|ем|єм|ою|ею|єю|ий|ій|ого|ому|их|им|ими|ої|а|я|о|е|є|и|і|ї|у|ю|ь'),
      3, 'ь'), 'кг', 'цз')
    ELSE word
  END
$$;
