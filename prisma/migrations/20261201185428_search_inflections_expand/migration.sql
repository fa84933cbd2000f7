-- Announced: function expand_stem 7cfcf2f658d350e9
-- Announced: function find_other_stems cb00cc971acaf395
-- Announced: function is_reduced bbf76136f303c6e4
-- Announced: function reduce_catalan dc1ead9f96160f56
-- Announced: function reduce_danish 859a653896b1bb32
-- Announced: function reduce_dutch 5c46c0e5ca8ef3b1
-- Announced: function reduce_finnish cc6707ab87156919
-- Announced: function reduce_french e4a48d08b450fc72
-- Announced: function reduce_german 55869b1de467eadc
-- Announced: function reduce_italian d55769d06841c5c8
-- Announced: function reduce_korean e0d5935f526fc0a2
-- Announced: function reduce_norwegian ffbb63c528cc261c
-- Announced: function reduce_portuguese e1868255a8aae465
-- Announced: function reduce_spanish 1243cded75a05f46
-- Announced: function reduce_swedish 2eddd07b12e5d8d3
-- Announced: function reduce_word 28c420cad2d5ff5a
-- Announced: function reduce_words 55b32a5080ba093c
-- Announced: function search_version 00e071a5100b4c70

-- reduce_words() gives the stems of words in Finnish and Turkish, which a second stemming would shorten.
ALTER TEXT SEARCH CONFIGURATION public.site_finnish ALTER MAPPING REPLACE pg_catalog.finnish_stem WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.site_turkish ALTER MAPPING REPLACE pg_catalog.turkish_stem WITH pg_catalog.simple;
