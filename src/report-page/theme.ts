import { html } from '../report/html/markup.ts';
import { elementOf } from './elements.ts';

const KEY = 'muster-report-theme';
const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** A button that goes round automatic, light and dark. `onChange` is called after the colours have changed. */
export function themeButton(onChange: () => void): HTMLElement {
  const button = elementOf(html`<button type="button" class="theme"></button>`);
  let theme = remembered();
  const apply = () => {
    document.documentElement.dataset['theme'] = theme;
    button.textContent = { auto: '◐ Auto', light: '○ Light', dark: '● Dark' }[theme];
    button.setAttribute('aria-label', `Colours: ${theme}`);
  };
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
    remember(theme);
    apply();
    onChange();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', onChange);
  apply();
  return button;
}

/** Storage throws in sandboxes, where CI systems show reports. */
function remembered(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === stored) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then it holds for this page only.
  }
}
