'use client';

import { type ReactElement, type ReactNode, useEffect, useState } from 'react';

/** The properties of `EditMode`. */
export interface EditModeProps {
  /** The text of the button that switches the mode on and off. */
  button?: ReactNode;
  /** The text for an element in focus that leads to a page, after its name. */
  open?: string;
  className?: string;
}

const SELECTOR = '[data-edit]';
const STYLE = `${SELECTOR}{outline:2px dashed #06c;outline-offset:2px;cursor:pointer}
${SELECTOR}[data-edit-note]{outline-style:dotted;cursor:help}
${SELECTOR}:focus-visible{outline-style:solid;outline-width:3px}`;

/**
 * Renders a button that makes the elements with the attributes of `editable` lead to where they are edited, in a new tab:
 * by a click, or by Tab and Enter. Escape ends it. Elements that are not edited by themselves say why.
 */
export function EditMode({
  button = 'Click to edit',
  open = 'Press Enter to edit.',
  className,
}: EditModeProps): ReactElement | null {
  const [isOn, setOn] = useState(false);
  const [hasElements, setHasElements] = useState(false);
  const [status, setStatus] = useState('');

  // The visitor of a preview link has none, and without scripts the button would do nothing.
  useEffect(() => setHasElements(document.querySelector(SELECTOR) !== null), []);

  useEffect(() => {
    if (!isOn) return;
    const find = ({ target }: Event) => (target as Element | null)?.closest?.<HTMLElement>(SELECTOR) ?? null;
    const describe = ({ dataset }: HTMLElement) => `${dataset.edit}: ${dataset.editNote ?? open}`;
    const follow = (event: Event, element: HTMLElement) => {
      event.preventDefault();
      event.stopPropagation();
      setStatus(describe(element));
      const { editUrl } = element.dataset;
      if (editUrl) window.open(editUrl, '_blank', 'noopener');
    };
    const onClick = (event: Event) => {
      const element = find(event);
      if (element) follow(event, element);
    };
    const onFocus = (event: Event) => {
      const element = find(event);
      if (element) setStatus(describe(element));
    };
    const onKey = (event: KeyboardEvent) => {
      const element = find(event);
      if (event.key === 'Escape') setOn(false);
      else if (event.key === 'Enter' && element && element === event.target) follow(event, element);
    };
    // Elements come and go as the page is shown anew.
    const enable = () => {
      for (const element of document.querySelectorAll<HTMLElement>(SELECTOR)) element.tabIndex = 0;
    };
    const observer = new MutationObserver(enable);
    observer.observe(document.body, { childList: true, subtree: true });
    enable();
    document.addEventListener('click', onClick, true);
    document.addEventListener('focusin', onFocus);
    document.addEventListener('keydown', onKey, true);
    return () => {
      observer.disconnect();
      document.removeEventListener('click', onClick, true);
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('keydown', onKey, true);
      for (const element of document.querySelectorAll(SELECTOR)) element.removeAttribute('tabindex');
      setStatus('');
    };
  }, [isOn, open]);

  if (!hasElements) return null;
  return (
    <span className={className}>
      {isOn && <style>{STYLE}</style>}
      <button type="button" aria-pressed={isOn} onClick={() => setOn(!isOn)}>
        {button}
      </button>{' '}
      <span role="status">{status}</span>
    </span>
  );
}
