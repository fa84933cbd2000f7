'use client';

import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { suggestDocument } from '../generated/documents.js';
import type { DatelineSuggestQuery } from '../generated/types.js';
import { type ClientProps, getClient, reportError } from './component-client.js';

/** A suggestion: content with a page, or a name or phrase with a query. */
export type Suggestion = DatelineSuggestQuery['suggest'][number];

/** The properties of `SearchBox`. */
export interface SearchBoxProps extends ClientProps {
  /** The path of the page with search results, which gets the words as `q`. */
  action: string;
  /** The words in the field at first, as on a page with results. */
  defaultValue?: string;
  label?: ReactNode;
  button?: ReactNode;
  /** Called when a suggestion is chosen. Defaults to searching for its query, or else to opening its path. */
  onSelect?: (suggestion: Suggestion) => void;
  /** What each kind of suggestion is called, such as `{ NAME: 'Name' }`; others are shown without. */
  kinds?: Partial<Record<Suggestion['kind'], string>>;
  /** The ID or slug of a section: what its articles have is suggested first. */
  section?: string;
  /** The maximum number of suggestions. Defaults to 8. */
  first?: number;
  /** Milliseconds without typing before suggestions are requested. Defaults to 150. */
  delayMs?: number;
}

/**
 * Renders a search form whose field suggests titles and names, as a combobox of
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox. Without scripts it is a plain form.
 */
export function SearchBox({
  action,
  defaultValue = '',
  label = 'Search',
  button = 'Search',
  onSelect = ({ query, path }) => location.assign(query ? `${action}?q=${encodeURIComponent(query)}` : path),
  kinds = {},
  section,
  first = 8,
  delayMs = 150,
  ...options
}: SearchBoxProps): ReactElement {
  const client = getClient(options);
  const report = useRef(options);
  report.current = options;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [prefix, setPrefix] = useState(defaultValue);
  const [suggestions, setSuggestions] = useState<Suggestion[]>([]);
  const [active, setActive] = useState(-1);

  // What was typed before the scripts of the page had loaded, of which no event told.
  useEffect(() => setPrefix((words) => field.current?.value ?? words), []);

  useEffect(() => {
    setActive(-1);
    // Words that the page was opened with need no suggestions.
    if (!prefix.trim() || prefix === defaultValue) return setSuggestions([]);
    const controller = new AbortController();
    const { signal } = controller;
    const request = () =>
      client
        .query(suggestDocument, { prefix, first, section }, { signal })
        .then(({ suggest }) => signal.aborted || setSuggestions(suggest))
        .catch((error: unknown) => {
          if (signal.aborted) return;
          // Without suggestions the form still works, so readers are shown none.
          setSuggestions([]);
          reportError(report.current, error);
        });
    const timer = setTimeout(request, delayMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, prefix, defaultValue, first, section, delayMs]);

  const isOpen = suggestions.length > 0;
  // One place more than there are suggestions: the field itself.
  const places = suggestions.length + 1;
  const close = () => {
    setSuggestions([]);
    setActive(-1);
  };
  const select = (suggestion: Suggestion) => {
    close();
    onSelect(suggestion);
  };
  const move = (event: KeyboardEvent) => {
    const chosen = suggestions[active];
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && chosen) select(chosen);
    else if (event.key === 'ArrowDown' && isOpen) setActive(((active + 2) % places) - 1);
    else if (event.key === 'ArrowUp' && isOpen) setActive(((active + places) % places) - 1);
    else return;
    event.preventDefault();
  };
  return (
    <search>
      <form action={action}>
        <label htmlFor={`${id}-field`}>{label}</label>{' '}
        <input
          ref={field}
          id={`${id}-field`}
          type="search"
          name="q"
          role="combobox"
          autoComplete="off"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
          maxLength={200}
          value={prefix}
          onChange={(event) => setPrefix(event.currentTarget.value)}
          onKeyDown={move}
          onBlur={close}
        />{' '}
        <button type="submit">{button}</button>
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label={typeof label === 'string' ? label : undefined}
          hidden={!isOpen}
        >
          {suggestions.map((suggestion, index) => (
            <div
              key={index}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              // The field keeps the focus, so that the list stays open until the click.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => select(suggestion)}
            >
              {suggestion.text} {getSponsor(suggestion)}
              <small>
                {kinds[suggestion.kind]} {suggestion.articleCount}
              </small>
            </div>
          ))}
        </div>
      </form>
    </search>
  );
}

/** Returns who paid for a suggested article, with the label. Null for other suggestions, such as names in its text. */
function getSponsor({ kind, node }: Suggestion): ReactNode {
  const sponsorship = kind === 'ARTICLE' && 'sponsorship' in node ? node.sponsorship : null;
  return (
    sponsorship && (
      <small data-sponsored="">
        {sponsorship.label} · {sponsorship.name}{' '}
      </small>
    )
  );
}
