import { signOf } from '../../report/html/kind.ts';
import { html } from '../../report/html/markup.ts';
import { durationText } from '../../report/html/moments.ts';
import { usedSlots } from '../../report/timeline/concurrency.ts';
import type { RunReport } from '../../shared/run-report.ts';
import { elementOf, find } from '../elements.ts';
import type { Searchable } from '../filter.ts';
import { barsOf, type Bar, type Bars } from './bars.ts';
import { AXIS_PX, draw, heightOf, type Picture } from './drawing.ts';
import { readPalette, type Palette } from './palette.ts';
import { timelineTable } from './twin.ts';
import { selected, showing, zoomed, type TimeWindow } from './time-window.ts';

const LANE_PX_MAX = 18;
/** All lanes together, as long as a lane has a pixel. */
const LANES_PX_MAX = 220;

export interface TimelineOptions {
  readonly run: Omit<RunReport, 'scenarios'>;
  readonly rows: readonly Searchable[];
  readonly onOpen: (path: string) => void;
}

/** When which scenario had a slot, with phases, the slots used and the limit. A canvas: thousands of bars are one element. */
export class Timeline {
  readonly element = elementOf(
    html`<section class="timeline" aria-labelledby="timeline-title">
      <div class="head">
        <h2 id="timeline-title">Timeline</h2>
        <p class="legend" aria-hidden="true">
          <i class="around"></i> namespace, clean-up <i class="script"></i> script <i class="limit"></i> limit
        </p>
        <div class="zoom">
          <button type="button" data-zoom="2" aria-label="Zoom out">−</button
          ><button type="button" data-zoom="0.5" aria-label="Zoom in">+</button
          ><button type="button" data-zoom="0">All</button>
        </div>
      </div>
      <div
        class="canvas"
        tabindex="0"
        role="group"
        aria-roledescription="timeline"
        aria-label="Arrow keys go from scenario to scenario, Enter opens one, plus and minus zoom, 0 shows all"
      >
        <canvas aria-hidden="true"></canvas>
        <div class="brush" hidden></div>
      </div>
      <p class="readout" role="status"></p>
      <details class="twin"><summary>Timeline as a table</summary></details>
    </section>`,
  );
  readonly #area = find(this.element, '.canvas');
  readonly #canvas = find(this.element, 'canvas', HTMLCanvasElement);
  readonly #brush = find(this.element, '.brush');
  readonly #options: TimelineOptions;
  readonly #bars: Bars;
  readonly #all: TimeWindow;
  readonly #used: Picture['used'];
  #shown: TimeWindow;
  #matching: ReadonlySet<string> = new Set();
  #focused: Bar | undefined;
  #palette: Palette | undefined;
  #scheduled = false;

  constructor(options: TimelineOptions) {
    this.#options = options;
    const { run, rows } = options;
    this.#bars = barsOf(rows, run.startedAtMs);
    this.#used = usedSlots(this.#bars.bars);
    const endMs = this.#bars.bars.reduce((latest, bar) => Math.max(latest, bar.endMs), run.finishedAtMs);
    this.#all = { startMs: run.startedAtMs, endMs: Math.max(endMs, run.startedAtMs + 1) };
    this.#shown = this.#all;
    this.#listen();
    new ResizeObserver(() => this.#redraw()).observe(this.#area);
  }

  /** The bars that are to stand out: those of the scenarios that the list shows. */
  show(matching: readonly Searchable[]): void {
    this.#matching = new Set(matching.map(({ scenario }) => scenario.path));
    // A frame later than the list: thousands of bars must not hold up what was typed for.
    requestAnimationFrame(() => this.#redraw());
    this.#fillTwin();
  }

  recolour(): void {
    this.#palette = undefined;
    this.#redraw();
  }

  #listen(): void {
    for (const button of this.element.querySelectorAll<HTMLElement>('[data-zoom]')) {
      button.addEventListener('click', () => this.#zoom(Number(button.dataset['zoom'])));
    }
    this.#area.addEventListener('keydown', (event) => this.#key(event));
    this.#area.addEventListener('blur', () => this.#focus(undefined));
    this.#canvas.addEventListener('pointermove', (event) => this.#hover(event));
    this.#canvas.addEventListener('pointerleave', () => this.#focus(undefined));
    this.#canvas.addEventListener('pointerdown', (event) => this.#drag(event));
    this.#canvas.addEventListener('dblclick', () => this.#zoom(0));
    this.#canvas.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        this.#zoom(event.deltaY > 0 ? 1.25 : 0.8, this.#momentAt(event.offsetX));
      },
      { passive: false },
    );
    find(this.element, '.twin').addEventListener('toggle', () => this.#fillTwin());
  }

  #zoom(factor: number, atMs = this.#focused?.startMs ?? (this.#shown.startMs + this.#shown.endMs) / 2): void {
    this.#shown = factor === 0 ? this.#all : zoomed(this.#shown, this.#all, factor, atMs);
    this.#redraw();
  }

  #key(event: KeyboardEvent): void {
    const { bars } = this.#bars;
    const at = this.#focused === undefined ? -1 : bars.indexOf(this.#focused);
    const target: Readonly<Record<string, number>> = {
      ArrowRight: at + 1,
      ArrowLeft: at === -1 ? bars.length - 1 : at - 1,
      Home: 0,
      End: bars.length - 1,
    };
    const zoom: Readonly<Record<string, number>> = { '+': 0.5, '=': 0.5, '-': 2, '0': 0 };
    const [next, factor] = [target[event.key], zoom[event.key]];
    if (next !== undefined) this.#focusByKey(bars[Math.max(0, Math.min(next, bars.length - 1))]);
    else if (factor !== undefined) this.#zoom(factor);
    else if (event.key === 'Enter' && this.#focused !== undefined)
      this.#options.onOpen(this.#focused.row.scenario.path);
    else return;
    event.preventDefault();
  }

  #focusByKey(bar: Bar | undefined): void {
    if (bar !== undefined) this.#shown = showing(this.#shown, this.#all, bar);
    this.#focus(bar);
  }

  #focus(bar: Bar | undefined): void {
    if (bar === this.#focused) return;
    this.#focused = bar;
    this.#canvas.style.cursor = bar === undefined ? 'crosshair' : 'pointer';
    find(this.element, '.readout').textContent = bar === undefined ? '' : this.#describe(bar);
    this.#redraw();
  }

  #describe({ row, kind, startMs, endMs, phases, lane }: Bar): string {
    const waited = startMs - this.#options.run.startedAtMs;
    const parts = phases.map((phase) => `${phase.name} ${durationText(phase.endMs - phase.startMs)}`);
    const took = `${durationText(endMs - startMs)} after waiting ${durationText(waited)}`;
    return `${signOf(kind)} ${row.scenario.path} ${kind}, slot ${lane + 1}, ${took}: ${parts.join(', ')}`;
  }

  #hover(event: PointerEvent): void {
    const lane = Math.floor((event.offsetY - AXIS_PX) / this.#laneHeight());
    const [early, late] = [this.#momentAt(event.offsetX - 2), this.#momentAt(event.offsetX + 2)];
    this.#focus(this.#bars.bars.find((bar) => bar.lane === lane && bar.startMs <= late && bar.endMs >= early));
  }

  /** A click opens, a stretch that is drawn is zoomed to. */
  #drag(down: PointerEvent): void {
    const from = down.offsetX;
    const bar = this.#focused;
    this.#canvas.setPointerCapture(down.pointerId);
    const move = (event: PointerEvent) => {
      const [left, right] = [Math.min(from, event.offsetX), Math.max(from, event.offsetX)];
      this.#brush.hidden = right - left < DRAG_PX;
      Object.assign(this.#brush.style, { left: `${left}px`, width: `${right - left}px` });
    };
    const end = (event: PointerEvent) => {
      this.#canvas.removeEventListener('pointermove', move);
      this.#brush.hidden = true;
      if (event.type === 'pointercancel') return;
      if (Math.abs(event.offsetX - from) >= DRAG_PX) {
        this.#shown = selected(this.#momentAt(from), this.#momentAt(event.offsetX), this.#all);
        this.#redraw();
      } else if (bar !== undefined) this.#options.onOpen(bar.row.scenario.path);
    };
    this.#canvas.addEventListener('pointermove', move);
    for (const name of ['pointerup', 'pointercancel'] as const) {
      this.#canvas.addEventListener(name, end, { once: true });
    }
  }

  #momentAt(x: number): number {
    return this.#shown.startMs + (x / this.#area.clientWidth) * (this.#shown.endMs - this.#shown.startMs);
  }

  #laneHeight(): number {
    return Math.min(LANE_PX_MAX, Math.max(1, LANES_PX_MAX / Math.max(1, this.#bars.laneCount)));
  }

  #fillTwin(): void {
    const twin = find(this.element, '.twin', HTMLDetailsElement);
    twin.querySelector('div')?.remove();
    if (!twin.open) return;
    const { run } = this.#options;
    const bars = this.#bars.bars.filter(({ row }) => this.#matching.has(row.scenario.path));
    twin.append(elementOf(timelineTable(bars, run.limits ?? [], run.startedAtMs)));
  }

  #redraw(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #draw(): void {
    const context = this.#canvas.getContext('2d');
    const width = this.#area.clientWidth;
    if (context === null || width === 0) return;
    this.#palette ??= readPalette(this.#area);
    const picture: Picture = {
      bars: this.#bars.bars,
      used: this.#used,
      limits: this.#options.run.limits ?? [],
      shown: this.#shown,
      originMs: this.#options.run.startedAtMs,
      width,
      laneHeight: this.#laneHeight(),
      laneCount: this.#bars.laneCount,
      matching: this.#matching,
      focused: this.#focused,
      palette: this.#palette,
    };
    const height = heightOf(picture);
    this.#canvas.width = width * devicePixelRatio;
    this.#canvas.height = height * devicePixelRatio;
    this.#canvas.style.height = `${height}px`;
    context.scale(devicePixelRatio, devicePixelRatio);
    draw(context, picture);
  }
}

const DRAG_PX = 5;
