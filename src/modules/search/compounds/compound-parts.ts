/** How a language compounds words. All words are in lower case and without accents, as in the index. */
export interface CompoundRules {
  /** Letters that may stand between two parts, besides none. */
  links: string[];
  /** Inflections of a part. */
  endings: string[];
  /** Inflections that the stemmer leaves. */
  unstemmed?: string[];
  /** Suffixes with a linking letter, which end no word. */
  boundaries: string[];
  /** Prefixes that are words too: the rest after them is no part. */
  prefixes: Set<string>;
  /** Frequent parts, for archives too small to have them as words. Only these may have three letters. */
  parts: Set<string>;
}

const words = (text: string) => new Set(text.trim().split(/\s+/));

const GERMAN: CompoundRules = {
  links: ['s', 'es', 'n', 'en', 'er', 'e'],
  endings: ['', 'e', 'en', 'n', 'er', 'ern', 's', 'es'],
  boundaries: ['ions', 'ungs', 'heits', 'keits', 'schafts', 'tats'],
  prefixes:
    words(`auf aus bei dar durch ein ent fort gegen her hin hinter miss mit nach nieder uber um unter ver vor weg
    wider wieder zer zurueck zuruck zusammen zwischen los`),
  parts:
    words(`abend abfall alt amt angst apfel arbeit arm arzt auge ausland auto bad bahn ball bank bau bauer baum bein berg
    beruf besuch bett bier bild blatt blei blick blitz blume blut boden boot brand brief brot bruck brucke bruder buch buhne
    bund burg burger bus chef dach dampf daten dienst ding dorf druck durst edel eier eigen einkauf eis eisen elektro eltern
    energie erd erde ernte essen fabrik fahr fahrt fall familie farb farbe feier feind feld fels fenster fern fest fett feuer
    film finanz fisch flasche fleisch flug flugel fluss form forschung frau freiheit freizeit freund fried frieden frucht
    fuhrer fuss gang garten gas gast gebirge geburt gefahr geist geld gemeinde gemuse gericht geschaft geschichte gesellschaft
    gesetz gesundheit getreide gewalt gewerk gewicht gift glas glaube gold gott grenz grenze gross grund gruppe gut haar hafen
    halb halle hals hand handel hange hang haupt haus haut heim heiz herbst herz hilfe himmel hitze hoch hof hohe holz honig
    hotel hund hunger industrie insel jagd jahr jahrhundert jugend kaffee kamera kampf kanal kapital karte kartoffel kase kasse
    katze kauf keller kette kind kino kirch kirche klasse kleid klima klinik knie koch kohle konig kopf kosten kraft krank
    kranken krankheit kreis krieg kron kuche kuh kultur kunde kunst kurs kuste lager land landwirtschaft lang laut leben leder
    leer lehr lehrer leib leicht leistung leit leiter leitung lese lern licht liebe lied linie lohn luft macht mann markt maschine
    masse mauer maus meer mehr mehrheit meister mensch messe metall meter miet miete milch mittag mitte mittel mode mond mord
    morgen motor mull mund museum musik mutter nacht nachricht name natur neben netz neu not nummer ober obst ofen ohr oper
    opfer ordnung ort ost papier park partei pass pfad pferd pflanze pflege plan platz politik polizei post preis presse problem
    produkt programm prozess prufung quelle rad radio rand rat rathaus raum recht rede regel regen regierung reich reis reise
    rente rest richter riese ring rohr rohstoff roman rose rot ruck ruhe rund saft salz sand satz schade schaden schau schiff
    schlaf schlag schloss schluss schmerz schnee schrank schreib schrift schuh schul schuld schule schutz schwein schwer schwimm
    see segel seite selbst sicher sicherheit sieg silber sitz sohn sommer sonne spar spass spiel spiegel sport sprach sprache
    staat stadt stahl stall stamm staub stein stelle stern steuer stimme stoff strahl strand strasse streik strom student stuck
    stuhl stunde sturm sud sucht suche suppe tag tagung tanz tasche tat tausch technik tee teil telefon temperatur teppich
    test text theater tief tier tisch tochter tod ton tor tour trag traum treffen treppe trink trocken turm tur uhr umwelt
    unfall universitat vater verband verein verkauf verkehr verlag vermogen versicherung vertrag verwaltung vieh vogel volk
    voll wach waffe wagen wahl wahr wald wand wander wanderung ware warm wasch wasser wechsel weg wein welt werk wert west
    wetter wind winter wirtschaft wissen wissenschaft woche wohn wohnung wolke wort wunder wunsch zahl zahn zeit zeitung
    zelle zelt zentrum zimmer zins zoll zucker zug zukunft zwerg`),
};

const DUTCH: CompoundRules = {
  links: ['s', 'en', 'n', 'e', 'er'],
  endings: ['', 'e', 'en', 'n', 's', 'es', 'je', 'jes'],
  boundaries: ['ings', 'heids', 'teits', 'schaps', 'ions'],
  prefixes: words('aan achter bij door her mis mede mee onder ont over tegen ter toe uit ver voor wan weer'),
  parts:
    words(`aarde aardappel abdij alcohol appel arbeid arbeids auto avond baan bad bak bal bank bedrijf beeld been berg
    bestuur bier blad bloed bloem boek boer boerderij bom boom boot boter bos brand brief brood broer brug buiten burger bus
    cel centrum computer dag dak dans deel deur dienst dier dijk dorp draad drank druk eiland energie eten fabriek familie feest
    fiets film fles fruit gas gast gebouw gebied geld gemeente gevaar geweld gezin gezondheid glas god goud grens groei groen
    groente groep grond haar haven hand handel hart haven heer hemel herfst hof hond hoofd hotel hout huid huis huur ijs ijzer
    industrie jaar jeugd kaart kaas kabinet kamer kamp kanaal kans kantoor kast kat keuken kerk kerst kind kinder klas kleding
    klimaat klok koffie koning koop kop kost kracht krant kunst kust land landbouw leer leger leiding leraar leven licht lied
    lijn lijst loon lucht maan maat macht man markt meer melk mens metaal meter midden middel ministerie moeder molen mond moord
    motor muur museum muziek naam nacht natuur net nieuws noord oever olie onderwijs oog oor oorlog oost ouder paard pad papier
    park partij plaats plan plant plein politie politiek pomp post prijs prijzen probleem proces programma raad rechter recht
    regen regering reis rente ring rivier ruimte samen schade scheeps schip school schoon schoen schrijver schuld sleutel slot
    snel sneeuw spel spoor sport staat stad stads staking steen stem ster stof stoom storm straat strand stroom student suiker
    tafel tand tandarts taal tank tijd tocht toren trein trap tuin tunnel universiteit uur vader vaart vak veer veiligheid veld
    verkeer verzekering vis vlees vlieg vlucht voedsel voet vogel volk voorzitter vriend vrouw vuur vuil wagen wal wandel wapen
    water weer week weg wereld werk werkgever wet wetenschap wiel wijn wijk wind winkel winter woon woning woord zaak zand zee
    zeil zeker ziek zieken ziekte zilver zomer zon zondag zorg zout zuid zuivel zwem`),
};

const SWEDISH: CompoundRules = {
  unstemmed: ['et', 'ets'],
  links: ['s', 'e', 'o', 'u', 'a'],
  endings: [
    '',
    'a',
    'e',
    'n',
    's',
    'en',
    'et',
    'ar',
    'er',
    'or',
    'na',
    'ns',
    'ens',
    'ets',
    'an',
    'are',
    'arna',
    'erna',
    'orna',
    'arnas',
    'ernas',
  ],
  boundaries: ['ings', 'hets', 'skaps', 'ions', 'tets'],
  prefixes: words(
    'an av bak be bi efter fore for fram ge genom har in inne med mis miss mot ner om oppe over pa sam till und under ut van vid ater',
  ),
  parts:
    words(`affar aker alder alg allmann arbete arbets arm avtal bad ball band bank barn bat ben berg bil bild biblioteks bio
    blad blod blom blomma bo bok bord borg brand brev bro brod bror bruk by bygg byggnad bygd cykel dag dal dans data del djur
    dorr drom dryck eld energi fabrik fader fall familj far farg fart farja fast feber fel fest fil film fisk fjall flod flyg flykt
    folk fond form forskning forsaljning fot fotboll fraga fred frihet fru frukt fyr fagel fangelse falt gang gard gas gast
    gata gatu glas golv grans gren gris grund grupp grans grad gruva gul guld hal halsa hamn hand handel hastighet hav havs
    hem hem himmel hjalp hjarta hotell hund hus huvud hyra host idrott industri is jakt jarn jarnvag jord jordbruk jul kaffe
    kamp kanal kapital karta kassa katt kemi kjol klass klader klimat klocka kniv kol kommun konst kontor kop korn kost kott
    kraft krig krona kultur kund kung kust kvinna kvall kyrka kyrko karn korkort lag lager lamp land landsbygd larar larare
    ledar ledning lek leverans liv ljud ljus lok lokal lon luft lunch lag lakar lakare lan lov makt mal man marknad maskin mat
    medel metall mil miljo minister mjolk moder mor mord motor mun mur museum musik mynt mane namn nat natt natur ny nyhet
    nyhets nod nat olja omrade ord ort ost papper park parti pengar plan plats polis politik post pris problem process produkt
    program prov rad radio regering regn rekord res resa rest rike ring ris rock rum rost rad ratt salt samhalle sand segel
    sida sjo sjuk sjukhus skada skatt skepp skog skola skol skuld skydd sko slott slut smor snabb sno sol sommar sot spar
    spel sport sprak stad stads stal start stat stats station sten stjarna stol storm strand streck strejk strid strom student
    stund sten styrelse sky socker syster sang tak tand tavla teater teknik telefon tid tidning tidnings timme ting torg
    torn trafik transport tra trad trapp tull tunnel tur tag ugn ull ungdom universitet utbildning vagn val vald vapen
    varld varlds varme vatten vecka ved vaktare vin vind vinter virke vag vagg van vard vast vader yrke ar ost`),
};

const DANISH_NORWEGIAN_PARTS = `aften afgift aksje aktie alder ansvar arbejde arbejds arbeid arbeids arm avis bad bakke ball
  bane bank barn barne ben berg bil bilde billed biblioteks blad blod blomst bo bog bok bolig bonde bord borger bolge brand
  brann brev bro bror brod brug bruk brygge by byrad bygg bygning bad bat cykel dag dal dame data del dom dod dor drift drom
  drikke dyr ejendom eiendom eld elev energi fabrik fabrikk fag fald fall familie fang far fare fart farve farge fest film
  finans fisk fiske fiskeri fjell fjord flag flod fly flygtning folk folke form forsikring forsikrings forskning fot fod
  fodbold fotball fred frihed frihet frugt frukt fugl fylkes faerge ferge fengsel fodsel gade gate gas gass gjeld gjest
  glas glass graense grense grund grunn gruppe gruve guld gull gard gaard hals handel handels hav havne havn hav helse hest
  hjelp hjaelp hjem hjerte hotell hotel hoved hoved hus hund hoj hoy host industri is jagt jakt jern jernbane jord jul kaffe
  kamp kanal kapital kart kasse kat katt kirke klasse klima klokke klaer kode kold kommune kommunal kong konge kontor korn kost
  kraft krig krigs krise kultur kunde kunst kvinde kvinne kylling kyst koben kod kjott kjop kob lag lager land lands landbrug
  landbruk leder ledelse lege laege liv livs lov luft lufthavn lys lon lonn laerer laerer lan laan makt magt mand mann marked
  markeds maskin maskine mat mad menneske metal metall middag miljo minister mjolk melk mor mord motor mund mur museum musik
  musikk mal maal mane natt nat natur navn ny nyheds nyhets nod olie olje omrade ord ost papir park parti penge penger plads
  plass plan politi politik politikk post pris problem proces prosess produkt program prove rad raad regering regjering regn
  rejse reise rekord rente ret rett rettsak rige rike ring rum rom sag sak salg salt samfund samfunn sand seil sejl side
  sikkerhed sikkerhets sild sjo sjef skade skat skatt skib skip skip skog skov skole skuld skyld slot slott smor sne sno
  sol sommer sosial spil spill spor sport sprog sprak stads stad stats stat station stasjon sted sten stein stemme stjerne
  storm strand streik strejk strejke strom student stol stal sukker sundhed syge syke sygehus sykehus so sogn sovn tag tak tand tann tavle
  teater teknik teknikk telefon tid tids time ting tog told toll torsk torv torg tower trafik trafikk transport trapp tre tur
  tunnel taet tarn uddannelse utdanning ungdom ungdoms universitet uge uke valg vand vann vare varme vaben vapen ved vei vej
  verden verdens vin vind vinter virksomhed virksomhet virke vogn vaer vaeg vegg vaerk verk vest aer aere aeble eple ar ars ost`;

const DANISH: CompoundRules = {
  links: ['s', 'e', 'er', 'n'],
  endings: ['', 'e', 'en', 'et', 'er', 'ne', 'erne', 'r', 's', 'ens', 'ets', 'ernes', 'rne', 'n', 't'],
  boundaries: ['ings', 'heds', 'hets', 'skabs', 'skaps', 'ions', 'tets'],
  prefixes: words(
    'af an be bi efter for fra frem gen her igen imod ind med mod ned om op over pa sam til tilbage ud und under ved vor',
  ),
  parts: words(DANISH_NORWEGIAN_PARTS),
};

const NORWEGIAN: CompoundRules = {
  ...DANISH,
  endings: ['', 'e', 'en', 'et', 'a', 'er', 'ene', 'ne', 's', 'ens', 'ets', 'enes', 'n', 't', 'r'],
  prefixes: words(
    'an av be bi etter for fra fram frem gjen her igjen imot inn med mot ned om opp over pa sam til tilbake und under unn ut ved',
  ),
};

/** Rules by the name of PostgreSQL's stemmer. */
export const COMPOUND_RULES: Readonly<Record<string, CompoundRules>> = {
  german: GERMAN,
  dutch: DUTCH,
  swedish: SWEDISH,
  danish: DANISH,
  norwegian: NORWEGIAN,
};
