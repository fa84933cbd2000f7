import { trimEnd } from '../../../shared/text/trim-end.js';
/** What a line is compared by: small letters, one kind of apostrophe, no signs at its ends. */
export function normalizeLabel(text: string): string {
  const line = text
    .normalize('NFKC')
    .replace(/[’‘ʼ]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/^[\s•·|»«›‹→←↓↑:>#*–—-]+/u, '');
  return trimEnd(line, /[\s•·|»«›‹→←↓↑:.!>…*–—-]/u)
    .toLowerCase()
    .trim();
}

const CONTENT_NOUNS =
  '(articles?|posts?|stories|story|news|reads?|reading|content|items|topics|coverage|videos|on this (topic|story))';

/** Headings of boxes that lead elsewhere, or ask for something: what follows them is no part of the article. */
const BOX_LABELS = [
  `(the )?(most|top) (popular|read|viewed|shared|commented|recent|watched)( (${CONTENT_NOUNS}|now|this week|today|in \\S+))*`,
  `(our )?(popular|trending|latest|recent|top|featured|recommended|suggested|similar|related|further|other|more|new)( \\w+)? ${CONTENT_NOUNS}`,
  '(trending|popular|recommended|related|featured|sponsored|promoted)( (now|today|for you|links|searches|by \\w+))?',
  'more (from|in|on|about|like this|for you|to explore|to read)\\b.*',
  '(also|more) (on|in|from|by) [\\p{L}\\d .]{2,40}',
  "(you|readers?) (may|might|will|could|'ll) (also )?(like|love|enjoy|be interested( in)?)( \\w+)*",
  "(read|see|up|watch|what to read|what's) next|next up|keep reading|continue reading|read (more|also|on)|also read|see (also|more)",
  "(don't|do not) miss( this)?|in case you missed it|editor'?s'? (picks?|choice)|our picks|must[- ]reads?|latest( news)?|top news",
  'share( (this|on|via|with|it)( .{0,40})?)?|spread the (word|love)|follow (us|me)( .{0,30})?|follow .{1,60} on .{0,80}\\b(facebook|instagram|twitter|x|whatsapp|youtube|bluesky)\\b.{0,60}|connect with us|find us on',
  '((sign|join) (up|us)|subscribe|register|get|join|receive|stay (informed|updated|up to date|in the loop|connected))\\b.{0,80}\\b(newsletters?|updates|inbox|mailing list|e-?mail list|briefing|daily digest)\\b.{0,60}',
  '((our|the|free|daily|weekly|e-?mail) ){0,3}newsletters?( (sign[- ]?up|subscription))?|subscribe( (now|today|here|for free|to .{1,40}))?|sign up( (now|today|here|for free|to .{1,40}))?|stay (informed|updated|up to date|in the loop|connected)|never miss (a|an) (story|post|update|beat)',
  '(leave|post|write|add) (a|your) (reply|comment)( .{0,40})?|comments?( \\(\\d+\\))?|\\d+ (comments?|responses?|replies|thoughts on .*)|join the (conversation|discussion)|what do you think|(responses?|discussion)( \\(\\d+\\))?',
  'about (the )?(authors?|writer)|written by|(about|posted by|author):? ?[\\p{L} .]{0,40}bio|author bio',
  '(table of )?contents|on this page|in this (article|story|post)|jump to( section)?',
  'tags?|filed under|topics|categories|posted in|categor(y|ies) .{0,60}',
  '(post )?navigation|previous( (post|article|story))?|next( (post|article|story))?|prev',
  'advertise?ments?|ad|ads|sponsored( content| post)?|promoted( content)?|partner content|paid (content|post)',
  'support (us|our (work|journalism))( .{0,40})?|donate( now| today)?|become a (member|supporter|subscriber)( .{0,30})?|download (the|our) app',
  'cookies?( (settings|policy|notice|preferences))?|we (use|value) (cookies|your privacy)|privacy (policy|notice|settings)',
  'search( (this site|for|the site|results))?|menu|site (navigation|search)|main menu|skip to .{0,30}',
  // The same in languages that such pages are often in.
  '(mehr|alles) (zum thema|zu|über|aus) .{0,40}|(über|zum|zur) (den |die )?autor(in|en)?|schlagworte|themen|newsletter.{0,40}(abonnieren|anmelden)|jetzt .{0,60}newsletter.{0,40}|das könnte (sie|dich|euch) auch interessieren|meistgelesen(e artikel)?|mehr zum thema|ähnliche (artikel|beiträge)|(artikel )?teilen|kommentare|das könnte ihnen gefallen',
  '(articles|sujets) (similaires|liés|associés)|à lire (aussi|ensuite|également)|les plus lus|sur le même (sujet|thème)|partager( (cet article|sur .*))?|commentaires|(abonnez|inscrivez)-vous.{0,80}|recevez .{0,80}|en savoir plus|(à propos|au sujet) de l.auteure?|newsletters',
  '(artículos|noticias|entradas|temas) relacionad[oa]s|(lo )?más (leíd[oa]s?|vist[oa]s?|popular(es)?|información|noticias)|sobre (la firma|el autor|la autora)|archivado en|(apúntate|suscríbete|recibe|regístrate) .{0,80}|te puede interesar|también te puede interesar|compartir( .{0,30})?|comentarios|deja (un|tu) comentario|suscríbete.{0,60}',
  '(artigos|notícias|posts) relacionad[oa]s|mais lidas|(assine|receba|inscreva-se) .{0,80}|sobre o autor|saiba mais|leia (também|mais)|veja também|compartilhe|comentários|articoli correlati|leggi anche|i più letti|condividi|(iscriviti|ricevi) .{0,80}|(schrijf|meld) je .{0,80}|gerelateerde artikelen|meest gelezen|lees ook|delen',
];
const BOX_LABEL = new RegExp(`^(${BOX_LABELS.join('|')})$`, 'u');

const NETWORKS =
  '(facebook|twitter|x|x \\(twitter\\)|linkedin|whatsapp|telegram|pinterest|reddit|tumblr|pocket|flipboard|instagram|youtube|tiktok|threads|bluesky|mastodon|messenger|vk|viber|line|rss|e-?mail|print|mail|copy( the)? link|link copied|copied)';

/** Lines that only work on a screen. */
const SCREEN_LINES = [
  'close( this)?( (search|dialog|menu|window|box|banner|ad|modal|popup|search box))*|open( (menu|search|navigation|the menu))+|toggle (navigation|menu|search|dark mode)|show (more|less)|(load|see|view|read|show) (more|all)( .{0,20})?|back to (top|home)|scroll to (top|continue|continue with content)|(click )?to (enlarge|expand|view)|enlarge( image)?|view (image|gallery|comments)( in fullscreen)?|open image in new tab|image \\d+ of \\d+|\\d+ ?/ ?\\d+',
  `((share|post|tweet|send|pin|save|follow|like)( (this|it|us|me))?( (article|story|post|page))?( (on|to|via|by|with|from|in))? ?)?${NETWORKS}(( ?[,/|·•+] ?| and | )${NETWORKS})*( ?\\(opens in (a )?new (window|tab)\\))?`,
  'share|more|tweet|pin( it)?|save( (for later|story|article))?|bookmark|like|follow(ing)?|clap|listen( (to (this )?(article|story)))?( ?·? ?\\d+:\\d+| \\d+ min(utes?)?)?|print( (this )?(page|article))?|gift( this)?( article)?|comments?|reply|report|edit|sign in|log ?in|log ?out|register|subscribe|donate|join|open in app|get (the )?app|member-only story|add (us )?(as|on) .{0,30}google.{0,20}',
  'advertise?ments?|ad|advertising|sponsored( (content|post))?|(article|story|content) continues (below|after)( (the )?(ad|advertisement|newsletter promotion|promotion))?|(after|skip past) (the )?newsletter promotion|continue reading( below)?|(article )?continues below|loading( .{0,10})?|please wait',
  '(about )?\\d+ ?-? ?min(ute)?s?( of)?( ?to)? read(ing)?( time)?|reading time:? ?(about )?\\d+ ?min(ute)?s?|est(imated)?\\.? (reading|read) time:? ?\\d+ ?min(ute)?s?|\\d+ (shares?|views?|likes?|claps?|comments?|reads?)|[\\d.,]+k? ?(shares?|views|likes|claps)?',
  'your e-?mail( address)?( .{0,40})?|e-?mail( address)?|enter your e-?mail( address)?|(i agree|by (signing|subscribing|clicking)).{0,200}|you can unsubscribe at any time.{0,40}|no spam.{0,60}|unsubscribe (at )?any ?time.{0,40}|thanks? (you )?for (subscribing|signing up).{0,40}|success.{0,20}check your (inbox|e-?mail).{0,60}',
  '(©|copyright|\\(c\\)).{0,120}|all rights reserved.{0,40}|a version of this (article|story) (appears|appeared).{0,200}|(terms|privacy|cookie)( (of (use|service)|policy|settings|& conditions))?( ?[|·] ?.{0,60})?|powered by .{1,30}|skip to (main )?(content|navigation|search)|home|menu|search|navigation',
];
const SCREEN_LINE = new RegExp(`^(${SCREEN_LINES.join('|')})$`, 'u');

/** A paragraph that is only a link to another article. */
const CROSS_LINK =
  /^(read (more|also|next|on|the full story)|also read|see also|see more|related( (article|story|post|stories|reading|coverage|video))?|more( (on this|here|from us))?|(don't|do not) miss|you may (also )?like|must read|watch( (now|more|next|also))?|lees ook|lesen sie auch|mehr dazu|à lire( aussi)?|lire aussi|lea también|te puede interesar|leia também|leia mais|leggi anche|further reading|recommended|up next|click here)\s*[:>|»–—-]/iu;

/** Whether a heading begins a box that is no part of the article. */
export function isBoxLabel(text: string): boolean {
  return text.length <= 120 && BOX_LABEL.test(normalizeLabel(text));
}

/** Whether all that is said is for the use of the page. */
export function isInterfaceText(text: string): boolean {
  return text.length <= 250 && SCREEN_LINE.test(normalizeLabel(text));
}

export function isCrossLink(text: string): boolean {
  return text.length <= 250 && CROSS_LINK.test(text.trim());
}
