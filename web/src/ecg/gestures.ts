// What mouse, pen and fingers do on the ECG, by tool: move the view, select, measure, insert.

import type { Episode } from '../api';
import { nearest } from '../beats';
import { moveBounds } from '../bounds';
import { nextStep, pixelsPerMm, pixelsPerSecond, speeds, zoomedAt } from '../scale';
import type { Store } from '../store';
import { edgeAt, episodesShown, rows } from './bands';
import { caliperAt, type Caliper } from './caliper';
import { sampleAt, type Layout } from './layout';

/** What the gestures need of the view. */
export interface Surface {
  canvas: HTMLCanvasElement;
  layout(): Layout;
  redraw(): void;
  caliper: Caliper | null;
  moving: { id: number; sample: number } | null;
  rubber: { from: number; to: number } | null; // x of a span being drawn
  insertAt(sample: number): void;
}

const slop = 5; // pixels that a click may wander

/** Id of the beat within reach of a pixel, or -1. */
export function beatAt(store: Store, x: number, reach = 14): number {
  const i = nearest(store.beats.samples, sampleAt(store, x), (reach / pixelsPerSecond(store.view)) * store.info.rate);
  return i < 0 ? -1 : store.beats.ids[i];
}

/** Row of the rhythm's bands under a pixel; -1: none. */
const bandRow = (l: Layout, y: number): number =>
  y >= l.rhythmTop && y < l.rhythmTop + l.rhythm ? Math.floor((y - l.rhythmTop) / (l.rhythm / l.rows)) : -1;

function clickBeat(store: Store, id: number, event: PointerEvent): void {
  const s = store.selection;
  if (event.shiftKey && s.beats.size > 0) {
    // From the nearest selected beat to this one.
    const at = store.index.get(id)!;
    const selected = [...s.beats].map((b) => store.index.get(b)!).sort((a, b) => Math.abs(a - at) - Math.abs(b - at));
    const [a, b] = [Math.min(selected[0], at), Math.max(selected[0], at)];
    store.select({ beats: new Set([...s.beats, ...store.beats.ids.slice(a, b + 1)]) });
  } else if (event.ctrlKey || event.metaKey) {
    const beats = new Set(s.beats);
    if (!beats.delete(id)) beats.add(id);
    store.select({ beats });
  } else store.select({ beats: new Set([id]) });
}

function click(store: Store, surface: Surface, x: number, y: number, event: PointerEvent): void {
  const l = surface.layout();
  if (y >= l.rhythmTop && y < l.rhythmTop + l.rhythm) {
    const sample = sampleAt(store, x);
    const row = bandRow(l, y);
    const found = episodesShown(store, l.width).filter((e) => rows(store).of.get(e) === row && e.first <= sample && sample < e.end).pop();
    if (found !== undefined) return store.select({ episode: found });
  }
  const id = beatAt(store, x);
  if (store.tool === 'insert' && id < 0) return surface.insertAt(sampleAt(store, x));
  if (id >= 0) clickBeat(store, id, event);
  else store.select({});
}

export function listen(store: Store, surface: Surface): void {
  const { canvas } = surface;
  const fingers = new Map<number, { x: number; y: number }>();
  let down: { x: number; y: number; mode: 'pan' | 'span' | 'caliper' | 'beat' | 'pinch' | 'edge'; moved: boolean; id: number } | null = null;
  let edge: { episode: Episode; edge: 'first' | 'end' } | null = null; // of a band, being dragged
  let pinch = { distance: 0, speed: 25 };
  let fling = { speed: 0, time: 0, frame: 0 };
  const at = (e: { clientX: number; clientY: number }): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  };

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    cancelAnimationFrame(fling.frame);
    const p = at(event);
    fingers.set(event.pointerId, p);
    if (fingers.size === 2) {
      const [a, b] = [...fingers.values()];
      pinch = { distance: Math.hypot(a.x - b.x, a.y - b.y), speed: store.view.speed };
      down = { ...p, mode: 'pinch', moved: true, id: -1 };
      surface.rubber = null;
      return;
    }
    const id = p.y < surface.layout().letters ? beatAt(store, p.x) : -1;
    let mode: 'pan' | 'span' | 'caliper' | 'beat' | 'edge' = 'pan';
    const row = bandRow(surface.layout(), p.y);
    edge = row < 0 ? null : edgeAt(store, p.x, row, surface.layout().width, event.pointerType === 'touch' ? 14 : 6);
    if (edge !== null) mode = 'edge';
    else if (store.tool === 'measure') mode = 'caliper';
    else if (id >= 0 && !event.shiftKey && !event.ctrlKey) mode = 'beat';
    else if (store.tool === 'select' || event.shiftKey) mode = 'span';
    down = { ...p, mode, moved: false, id };
    fling.speed = 0;
  });

  canvas.addEventListener('pointermove', (event) => {
    const p = at(event);
    if (down === null || !fingers.has(event.pointerId)) {
      const row = bandRow(surface.layout(), p.y);
      const over = row >= 0 && edgeAt(store, p.x, row, surface.layout().width, 6) !== null;
      canvas.style.cursor = over ? 'ew-resize' : store.tool === 'measure' || store.tool === 'insert' ? 'crosshair'
        : beatAt(store, p.x) >= 0 && p.y < surface.layout().letters ? 'pointer'
        : store.tool === 'select' ? 'text' : 'grab';
      return;
    }
    const before = fingers.get(event.pointerId)!;
    fingers.set(event.pointerId, p);
    if (down.mode === 'pinch') {
      if (fingers.size < 2) return;
      const [a, b] = [...fingers.values()];
      const ratio = Math.hypot(a.x - b.x, a.y - b.y) / Math.max(1, pinch.distance);
      const speed = Math.min(100, Math.max(1, pinch.speed * ratio));
      store.setView(zoomedAt(store.view, speed, (a.x + b.x) / 2));
      return;
    }
    if (!down.moved && Math.hypot(p.x - down.x, p.y - down.y) < slop) return;
    if (!down.moved && down.mode === 'caliper') surface.caliper = caliperAt(store, down.x, down.y);
    down.moved = true;
    if (down.mode === 'pan') {
      store.panBy(before.x - p.x);
      fling = { ...fling, speed: before.x - p.x, time: event.timeStamp };
    } else if (down.mode === 'caliper' && surface.caliper !== null) {
      surface.caliper.to = caliperAt(store, p.x, p.y).from;
    } else if (down.mode === 'edge' && edge !== null) {
      const { first, end } = edge.episode;
      const at = sampleAt(store, p.x);
      store.select({ episode: edge.episode, span: edge.edge === 'first' ? { first: Math.min(at, end - 1), end } : { first, end: Math.max(at, first + 1) } });
    } else if (down.mode === 'span') surface.rubber = { from: down.x, to: p.x };
    else if (down.mode === 'beat') surface.moving = { id: down.id, sample: sampleAt(store, p.x) };
    surface.redraw();
  });

  const up = (event: PointerEvent): void => {
    const p = at(event);
    fingers.delete(event.pointerId);
    const done = down;
    if (done === null || (done.mode === 'pinch' && fingers.size > 0)) return;
    down = null;
    const cancelled = event.type === 'pointercancel';
    if (!cancelled && !done.moved) click(store, surface, p.x, p.y, event);
    else if (!cancelled && done.mode === 'span') {
      const [a, b] = [Math.min(done.x, p.x), Math.max(done.x, p.x)];
      store.selectSpan(sampleAt(store, a), sampleAt(store, b) + 1);
    } else if (done.mode === 'edge' && edge !== null && done.moved) {
      const { episode, span } = store.selection;
      if (!cancelled && episode !== null && span !== null) moveBounds(store, episode, span);
      else store.select({ episode: edge.episode });
    } else if (!cancelled && done.mode === 'beat' && surface.moving !== null) {
      const { id, sample } = surface.moving;
      store.edit({ kind: 'move', beat: id, sample }, 'Move a beat');
      store.select({ beats: new Set([id]) });
    } else if (!cancelled && done.mode === 'pan' && event.pointerType === 'touch' && event.timeStamp - fling.time < 60) {
      const glide = (): void => {
        fling.speed *= 0.94;
        if (Math.abs(fling.speed) < 0.5) return;
        store.panBy(fling.speed);
        fling.frame = requestAnimationFrame(glide);
      };
      fling.frame = requestAnimationFrame(glide);
    }
    surface.rubber = null;
    surface.moving = null;
    surface.redraw();
  };
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);

  canvas.addEventListener('dblclick', (event) => {
    const p = at(event);
    if (store.tool === 'move' && p.y > surface.layout().letters && p.y < surface.layout().rhythmTop && beatAt(store, p.x) < 0) {
      surface.insertAt(sampleAt(store, p.x));
    }
  });

  canvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    const p = at(event);
    if (event.ctrlKey || event.metaKey) {
      store.setView(zoomedAt(store.view, nextStep(speeds, store.view.speed, event.deltaY < 0 ? 1 : -1), p.x));
      return;
    }
    const unit = event.deltaMode === 1 ? 5 * pixelsPerMm : 1;
    store.panBy((Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY) * unit);
  }, { passive: false });
}
