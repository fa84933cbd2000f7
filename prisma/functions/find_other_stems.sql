-- Returns the other stem of a word that has two, since its forms have other letters, such as children and child, or since it
-- is written in two ways, such as colour and color. The pairs are stems as search documents have them, after reduce_words()
-- and the stemmer. Pairs that lose on CISI are left out: criterion and criteria. Called by expand_stem().
CREATE OR REPLACE FUNCTION public.find_other_stems(stemmer text, stem text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN strpos(pairs, stem) = 0 THEN '{}' ELSE ARRAY(
    SELECT unnest(array_remove(string_to_array(pair, ' '), stem)) FROM unnest(string_to_array(pairs, ', ')) AS pair
    WHERE stem = ANY(string_to_array(pair, ' '))
  ) END
  FROM (SELECT CASE stemmer
    WHEN 'arabic' THEN 'زراء زير, روساء رييس, سفراء سفير, خبراء خبير, زعماء زعيم, علماء عالم, شهداء شهيد, اعضاء عضو, '
      || 'نواب نايب, حكام حاكم, قضا قاض, طلاب طالب, عمال عامل, تجار تاجر, جنود جند, ضباط ضابط, اطباء طبيب, '
      || 'مرض مريض, قتل قتيل, جرح جريح, ضحاي ضح, اسر اسير, رجال رجل, نساء امر, اطفال طفل, اولاد ولد, شباب شاب, '
      || 'مدن مدين, شوارع شارع, طرق طريق, جسور جسر, بيو بيت, منازل منزل, مدارس مدرس, مساجد مسجد, كنايس كنيس, '
      || 'محا محكم, مراكز مركز, مكاتب مكتب, مصانع مصنع, مناطق منطق, مواقع موقع, معار معر, حروب حرب, اسلح سلاح, '
      || 'صواريخ صاروخ, قوارب قارب, سفن سفين, بنو بنك, اسعار سعر, اسواق سوق, اموال مال, ضرايب ضريب, قوان قان, '
      || 'احكام حكم, احزاب حزب, اصو صوت, كتب كتاب, صحف صحيف, اخبار خبر, افلام يلم, ملاعب ملعب, اهداف هدف, '
      || 'فرق ريق, ايام يوم, اعوام عام, سنو سنه, حرايق حريق, امطار مطر, جرايم جريم, حقوق حق, امراض مرض, '
      || 'ادو دواء, عقود عقد, مشاريع مشروع, مشاكل مشكل, حلول حل'
    WHEN 'bulgarian' THEN 'дец дет, съдил съд, учил училищ, хор човец, компани компан'
    WHEN 'czech' THEN 'dom dum, dny den, voleb volb, lid clovc, fir firm'
    WHEN 'dutch' THEN 'rav raf, stemd stem, stemt stem'
    WHEN 'english' THEN 'child children, foot feet, tooth teeth, goos gees, mous mice, wolf wolv, wife wive, knife knive, '
      || 'half halv, shelf shelv, thief thiev, calf calv, loaf loav, scarf scarv, crisi crise, '
      || 'bacterium bacteria, referendum referenda, stadium stadia, curriculum curricula, memorandum memoranda, '
      || 'alumnus alumni, fungus fungi, nucleus nuclei, bus buse, gas gase, len lens, '
      || 'aluminium aluminum, analys analyz, apolog apologis, archaeolog archeolog, armor armour, authoris authorq, '
      || 'behavior behaviour, catalog catalogu, center centr, civilis civilq, color colour, counsellor counselor, '
      || 'defenc defens, dialog dialogu, endeavor endeavour, favor favour, favorit favourit, fuel fuell, global '
      || 'globalis, harbor harbour, honor honour, humor humour, immun immunis, jewelleri jewelri, kilomet kilometr, '
      || 'labor labour, leukaemia leukemia, licenc licens, liter litr, maneuv manoeuvr, meter metr, mobilis mobilq, '
      || 'modern modernis, mold mould, neighbor neighbour, neighborhood neighbourhood, offenc offens, organis '
      || 'organq, paediatr pediatr, priorit prioritis, privatis privatq, program programm, realis realiz, recogn '
      || 'recognis, rumor rumour, sceptic skeptic, special specialis, stabil stabilis, subsid subsidis, theater '
      || 'theatr, tumor tumour, urban urbanis, utilis utilq, vapor vapour'
    WHEN 'estonian' THEN 'preside presiden, koht kohu, nais nain, meh mees, lin linn, uue uus, joe jog'
    WHEN 'finnish' THEN 'mieh mies, kun kunt, hin hint, asun asunt, joet jok, sil silt, vuot vuos'
    WHEN 'french' THEN 'actric acteur, directric directeur'
    WHEN 'german' THEN 'arztin arzt, gewahlt wahl, wahlt wahl, gestorb sterb, starb sterb'
    WHEN 'hebrew' THEN 'נש איש, רכב רכבת'
    WHEN 'hindi' THEN 'कंपन कंप'
    WHEN 'italian' THEN 'attric attor, professoress professor, studentess student, direttr direttor'
    WHEN 'latvian' THEN 'viries viriet'
    WHEN 'lithuanian' THEN 'mot moter'
    WHEN 'persian' THEN 'زنان زن, مردان مرد'
    WHEN 'polish' THEN 'policjanc policjant, dzic dziecc, wodz wod, ludz czlowc, studenc student, prezydenc prezydent, '
      || 'artysc artyst'
    WHEN 'romanian' THEN 'cop copil, omen om, ape apa, raur rau, pad padur'
    WHEN 'russian' THEN 'рынк рынок, дня ден, дне ден, люд человек, дет ребенок, городок городк, участок участк, '
      || 'подарок подарк, пенсионерок пенсионерк, отец отц, конец конц, цветок цвет'
    WHEN 'slovak' THEN 'volieb volb, miest mest, zien zen, firi firm, lud clovc'
    WHEN 'slovenian' THEN 'volit volitv, otroc otrok, ljudj clovk'
    WHEN 'spanish' THEN 'alcaldes alcald, dij dec'
    WHEN 'turkish' THEN 'sehr sehir, gazeteci gazetec, oglu ogul'
    WHEN 'ukrainian' THEN 'шкіл школ, лікарен лікарн, жіноц жінц, будинц будиноц, мост міст, києв київ, людей людин, '
      || 'дітей дитин, компан компані'
    ELSE ''
  END AS pairs) p
$$;
