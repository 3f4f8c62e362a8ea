import { App } from './app.ts';
import { find } from './elements.ts';
import { readIndex } from './unpack.ts';

// Runs in the head: the plain page is hidden before it is laid out, which for thousands of rows takes a second.
document.documentElement.classList.add('scripted');

document.addEventListener('DOMContentLoaded', () => {
  readIndex()
    .then((index) => new App(find(document, '#app'), index))
    .then(nextFrame)
    .then(() => {
      document.documentElement.classList.add('ready');
      performance.mark('muster-ready');
    })
    .catch(showPlainPage);
});

/** When what has been put into the page is drawn. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** Whatever goes wrong, the plain page is whole. */
function showPlainPage(error: unknown): void {
  find(document, '#app').replaceChildren();
  document.documentElement.classList.remove('scripted');
  throw error;
}
