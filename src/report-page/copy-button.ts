import { html } from '../report/html/markup.ts';
import { elementOf } from './elements.ts';

const SAID_FOR_MS = 2_000;

/** Copies a text. Sandboxes and plain http forbid it: then it says so, and the text can still be selected by hand. */
export function copyButton(text: string): HTMLElement {
  const button = elementOf(html`<button type="button" class="copy">Copy</button>`);
  const say = (word: string) => {
    button.textContent = word;
    setTimeout(() => (button.textContent = 'Copy'), SAID_FOR_MS);
  };
  button.addEventListener('click', () => {
    // Not there at all outside of secure contexts, whatever its type says.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    const copied = clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard here'));
    copied.then(
      () => say('Copied'),
      () => say('Not allowed'),
    );
  });
  return button;
}
