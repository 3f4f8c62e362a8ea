import { signOf, type Kind } from '../../report/html/kind.ts';
import { durationText } from '../../report/html/moments.ts';
import type { UsedSlots } from '../../report/timeline/concurrency.ts';
import type { LimitChange } from '../../shared/run-report.ts';
import type { Bar } from './bars.ts';
import type { Palette } from './palette.ts';
import { ticks, type TimeWindow } from './time-window.ts';

/** Everything that a picture of the timeline depends on. Lengths in CSS pixels. */
export interface Picture {
  readonly bars: readonly Bar[];
  readonly used: readonly UsedSlots[];
  readonly limits: readonly LimitChange[];
  readonly shown: TimeWindow;
  readonly originMs: number;
  readonly width: number;
  readonly laneHeight: number;
  readonly laneCount: number;
  /** Bars that the list shows; the others are pale. */
  readonly matching: ReadonlySet<string>;
  readonly focused: Bar | undefined;
  readonly palette: Palette;
}

export const AXIS_PX = 22;
const CURVE_PX = 64;
const CURVE_GAP_PX = 14;
const PALE = 0.13;
const AROUND_SCRIPT = 0.38;
const SIGN_MIN_PX = 12;
const FONT = '11px system-ui, sans-serif';

export function heightOf({ laneHeight, laneCount }: Pick<Picture, 'laneHeight' | 'laneCount'>): number {
  return AXIS_PX + laneHeight * laneCount + CURVE_GAP_PX + CURVE_PX;
}

export function draw(context: CanvasRenderingContext2D, picture: Picture): void {
  context.clearRect(0, 0, picture.width, heightOf(picture));
  context.font = FONT;
  const x = (momentMs: number) =>
    ((momentMs - picture.shown.startMs) / (picture.shown.endMs - picture.shown.startMs)) * picture.width;
  drawAxis(context, picture, x);
  for (const bar of picture.bars) drawBar(context, picture, bar, x);
  if (picture.focused !== undefined) drawFocus(context, picture, picture.focused, x);
  drawCurve(context, picture, x);
}

type Scale = (momentMs: number) => number;

const TICK_PX = 110;

function drawAxis(context: CanvasRenderingContext2D, picture: Picture, x: Scale): void {
  const { palette, shown, originMs, width } = picture;
  context.textBaseline = 'middle';
  for (const momentMs of ticks(shown, originMs, width / TICK_PX)) {
    const at = Math.round(x(momentMs)) + 0.5;
    context.fillStyle = palette.line;
    context.fillRect(at, AXIS_PX - 4, 1, heightOf(picture));
    context.fillStyle = palette.faint;
    const label =
      momentMs === originMs ? 'start' : `+${durationText(momentMs - originMs).replace(/ 00 \w+$|\.0(?= s)/, '')}`;
    if (at + context.measureText(label).width < width) context.fillText(label, at + 4, AXIS_PX / 2);
  }
}

function drawBar(context: CanvasRenderingContext2D, picture: Picture, bar: Bar, x: Scale): void {
  const { shown, laneHeight, palette, matching } = picture;
  if (bar.endMs < shown.startMs || bar.startMs > shown.endMs) return;
  const y = AXIS_PX + bar.lane * laneHeight;
  const height = Math.max(1, laneHeight - (laneHeight > 4 ? 2 : 0.5));
  const strength = matching.has(bar.row.scenario.path) ? 1 : PALE;
  context.fillStyle = palette.kinds[bar.kind];
  for (const { name, startMs, endMs } of bar.phases) {
    const left = x(startMs);
    const width = Math.max(1, x(endMs) - left - (laneHeight > 4 ? 0.5 : 0));
    context.globalAlpha = strength * (name === 'script' ? 1 : AROUND_SCRIPT);
    context.fillRect(left, y, width, height);
    if (name === 'script' && laneHeight > 6) drawPattern(context, bar.kind, palette, { left, y, width, height });
  }
  context.globalAlpha = 1;
}

interface Box {
  readonly left: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const STRIPES_PX = 6;

/** What did not simply pass is told apart by stripes and a sign as well, not by its colour alone. */
function drawPattern(context: CanvasRenderingContext2D, kind: Kind, palette: Palette, box: Box): void {
  if (kind === 'passed') return;
  const { left, y, width, height } = box;
  context.save();
  context.beginPath();
  context.rect(left, y, width, height);
  context.clip();
  context.strokeStyle = palette.surface;
  context.globalAlpha *= 0.45;
  context.beginPath();
  const lean = kind === 'errored' ? -height : height;
  const from = Math.max(left, 0) - height;
  const to = Math.min(left + width, context.canvas.width) + height;
  for (let at = from; at < to; at += STRIPES_PX) {
    context.moveTo(at, y + height);
    context.lineTo(at + lean, y);
  }
  context.stroke();
  context.restore();
  if (width < SIGN_MIN_PX || height < SIGN_MIN_PX - 2) return;
  context.save();
  context.fillStyle = palette.surface;
  context.textBaseline = 'middle';
  context.font = `bold ${FONT}`;
  context.fillText(signOf(kind), Math.max(left, 0) + 3, y + height / 2 + 0.5);
  context.restore();
}

function drawFocus(context: CanvasRenderingContext2D, picture: Picture, bar: Bar, x: Scale): void {
  const { laneHeight, palette } = picture;
  context.strokeStyle = palette.text;
  context.lineWidth = 2;
  const left = x(bar.startMs);
  context.strokeRect(
    left - 1,
    AXIS_PX + bar.lane * laneHeight - 2,
    Math.max(4, x(bar.endMs) - left) + 2,
    laneHeight + 2,
  );
  context.lineWidth = 1;
}

/** Slots used as an area, the limit as a line of steps above it. */
function drawCurve(context: CanvasRenderingContext2D, picture: Picture, x: Scale): void {
  const { used, limits, palette, width } = picture;
  const bottom = heightOf(picture) - 1;
  const most = Math.max(
    1,
    ...limits.map(({ limit }) => limit),
    used.reduce((most, each) => Math.max(most, each.used), 0),
  );
  const y = (count: number) => bottom - (count / most) * (CURVE_PX - 16);
  context.fillStyle = palette.line;
  context.fillRect(0, bottom, width, 1);
  context.beginPath();
  context.moveTo(0, bottom);
  steps(
    context,
    used.map((each) => [x(each.atMs), y(each.used)]),
    bottom,
    width,
  );
  context.lineTo(width, bottom);
  context.globalAlpha = 0.22;
  context.fillStyle = palette.faint;
  context.fill();
  context.globalAlpha = 1;
  if (limits.length === 0) return;
  context.beginPath();
  steps(
    context,
    limits.map(({ atMs, limit }) => [x(atMs), y(limit)]),
    undefined,
    width,
  );
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.5;
  context.stroke();
  context.lineWidth = 1;
  labelLimits(context, picture, x, y);
}

function labelLimits(context: CanvasRenderingContext2D, { limits, palette, width }: Picture, x: Scale, y: Scale): void {
  context.fillStyle = palette.accent;
  context.textBaseline = 'bottom';
  context.strokeStyle = palette.surface;
  context.lineWidth = 4;
  context.lineJoin = 'round';
  let freeFrom = 0;
  for (const { atMs, limit } of limits) {
    const at = Math.max(0, x(atMs)) + 3;
    const label = limit === 0 ? 'paused' : `limit ${limit}`;
    const length = context.measureText(label).width;
    if (at < freeFrom || at + length > width) continue;
    // Where the line goes up through a label, the label stays readable.
    context.strokeText(label, at, y(limit) - 2);
    context.fillText(label, at, y(limit) - 2);
    freeFrom = at + length + 6;
  }
  context.lineWidth = 1;
}

/** A line of steps through points; from `start` on the left, or beginning at the first. */
function steps(
  context: CanvasRenderingContext2D,
  points: readonly (readonly [number, number])[],
  start: number | undefined,
  width: number,
): void {
  let before = start;
  for (const [x, y] of points) {
    if (before === undefined) context.moveTo(x, y);
    else context.lineTo(x, before);
    context.lineTo(x, y);
    before = y;
  }
  if (before !== undefined) context.lineTo(width, before);
}
