import type { Markup } from '../report/html/markup.ts';

type Kind<T> = new () => T;

/** The first element of some markup, ready to be put into the page. */
export function elementOf<T extends HTMLElement = HTMLElement>(markup: Markup, kind?: Kind<T>): T {
  const template = document.createElement('template');
  template.innerHTML = markup.text.trim();
  return checked(template.content.firstElementChild, markup.text, kind);
}

/** An element that must be there: the page's own markup has it. */
export function find<T extends HTMLElement = HTMLElement>(parent: ParentNode, selector: string, kind?: Kind<T>): T {
  return checked(parent.querySelector(selector), selector, kind);
}

function checked<T extends HTMLElement>(found: Element | null, what: string, kind?: Kind<T>): T {
  // Elements of a template belong to another document, but are of the same classes.
  if (found instanceof (kind ?? HTMLElement)) return found as T;
  throw new Error(`the page has no ${what}`);
}
