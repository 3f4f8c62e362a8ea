import { KINDS, type Kind } from '../../report/html/kind.ts';

/** The style sheet's colours as a canvas takes them. Read anew when light and dark change. */
export interface Palette {
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly accent: string;
  readonly surface: string;
}

export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement('i');
  host.append(probe);
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, colour(`bar-${kind}`)])) as Record<Kind, string>,
    text: colour('text'),
    faint: colour('faint'),
    line: colour('line'),
    accent: colour('accent'),
    surface: colour('surface'),
  };
  probe.remove();
  return palette;
}
