// Elements made from script: text is always text, so that no name in a file can become markup.

type Child = Node | string | null;

/** An element with properties (`class`, `onclick`, `aria-...`, `data-...`, others as attributes) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K, properties: Record<string, unknown> = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value as EventListener);
    else if (name === 'class') element.className = String(value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found as T;
}

/** A canvas set to its size on the page in device pixels; drawing stays in CSS pixels. */
export function fitCanvas(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = canvas.getContext('2d', { alpha: false })!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
export const beatsText = (count: number): string => `${grouped(count)} beat${count === 1 ? '' : 's'}`;

/** Says something to people who hear the page. */
export function announce(text: string): void {
  byId('announce').textContent = text;
}

let toastTimer = 0;

/** Shows something for some seconds: what others did. */
export function toast(text: string): void {
  const host = byId('toast');
  host.textContent = text;
  window.clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => (host.textContent = ''), 8000);
}
