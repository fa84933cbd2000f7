import type { ReactElement, ReactNode } from 'react';
import type { DatelineContainerFragment } from '../generated/types.js';
import { type ImageComponent, Img, type LinkComponent } from './elements.js';
import { CardPicture, SponsorLabel } from './lists.js';

type Card = DatelineContainerFragment['items'][number];

/** The properties of `FrontCard`. */
export interface FrontCardProps {
  /** A card of the fragment DatelineContainer. */
  card: Card;
  /** The level of the headline. Defaults to 3. */
  level?: 2 | 3;
  link?: LinkComponent;
  image?: ImageComponent;
  /** Loads the picture at once, as the largest one of the page. */
  priority?: boolean | undefined;
  /** The width at which the picture is shown, as in the attribute of `<img>`. */
  sizes?: string | undefined;
}

/** Renders a card: picture, kicker or section, headline, standfirst and sublinks. */
export function FrontCard({
  card: { headline, kicker, standfirst, image, article, sublinks },
  level = 3,
  link: Link = 'a',
  image: component = Img,
  priority,
  sizes,
}: FrontCardProps): ReactElement {
  const { path, kind, section } = article;
  const Heading = `h${level}` as const;
  const above = kicker ?? (section && <Link href={section.path}>{section.name}</Link>);
  return (
    <article data-kind={kind.toLowerCase()}>
      {image && (
        <CardPicture image={{ ...image, caption: null, credit: null }} {...{ component, priority, sizes }} />
      )}
      {above && <p data-kicker="">{above}</p>}
      <SponsorLabel sponsorship={article.sponsorship} />
      <Heading>
        <Link href={path}>{headline}</Link>
      </Heading>
      {standfirst && <p data-standfirst="">{standfirst}</p>}
      {sublinks.length > 0 && (
        <ul data-sublinks="">
          {sublinks.map(({ id, path, title, sponsorship }) => (
            <li key={id}>
              <SponsorLabel sponsorship={sponsorship} />
              <Link href={path}>{title}</Link>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

/** The properties of `FrontContainer`. */
export interface FrontContainerProps extends Omit<FrontCardProps, 'card'> {
  /** The data of the fragment DatelineContainer. */
  container: DatelineContainerFragment;
  className?: string | undefined;
}

/**
 * Renders a container of a front with its cards. `data-layout` and `data-size` have the layout and the sizes of cards in
 * lower case. `priority` and `sizes` are those of the first picture. Renders nothing for a container without cards.
 */
export function FrontContainer({
  container: { title, href, layout, items },
  link: Link = 'a',
  className,
  priority,
  sizes,
  ...options
}: FrontContainerProps): ReactNode {
  if (items.length === 0) return null;
  return (
    <section data-list="" data-layout={layout.toLowerCase()}>
      {title && <h2>{href ? <Link href={href}>{title}</Link> : title}</h2>}
      <ul className={className} data-articles="">
        {items.map((card, index) => (
          <li key={card.id} data-size={card.size.toLowerCase()}>
            <FrontCard card={card} link={Link} {...options} {...(index === 0 && { priority, sizes })} />
          </li>
        ))}
      </ul>
    </section>
  );
}
