// The buttons around the ECG: tools, speed, gain, leads, filters, tabs.

import { byId, el } from './dom';
import type { EyeFilters } from './filters';
import { gains, speeds, zoomedAt } from './scale';
import type { Store, Tool } from './store';
import { chosenScheme, setScheme } from './theme';
import { timeText } from './time';

export const panels = ['queue', 'groups', 'events', 'edits', 'compare'] as const;

function fillSteps(select: HTMLSelectElement, steps: readonly number[], unit: string, value: number): void {
  // A pinch may have made a speed between the steps; it is shown as it is.
  const values = steps.includes(value) ? [...steps] : [...steps, value].sort((a, b) => a - b);
  select.replaceChildren(...values.map((v) => el('option', { value: v, selected: v === value }, `${Math.round(v * 10) / 10} ${unit}`)));
}

/** Light, dark, or as the system has it: one button, on every page. */
export function schemeButton(changed: () => void): void {
  const button = byId('scheme');
  const names: Record<string, string> = { '': 'auto', light: 'light', dark: 'dark' };
  const show = (): void => {
    button.textContent = `Colours: ${names[chosenScheme()]}`;
  };
  button.addEventListener('click', () => {
    const order = Object.keys(names);
    setScheme(order[(order.indexOf(chosenScheme()) + 1) % order.length]);
    show();
    changed();
  });
  show();
}

export class Controls {
  constructor(private readonly store: Store, goTo: () => void) {
    for (const button of document.querySelectorAll<HTMLElement>('#tools button')) {
      button.addEventListener('click', () => this.setTool(button.dataset.tool as Tool));
    }
    const speed = byId<HTMLSelectElement>('speed');
    speed.addEventListener('change', () => store.setView(zoomedAt(store.view, Number(speed.value), store.width / 2)));
    const gain = byId<HTMLSelectElement>('gain');
    gain.addEventListener('change', () => store.setView({ gain: Number(gain.value) }));
    byId('goto').addEventListener('click', goTo);
    this.fillFilters();
    this.tabs();
    store.on('recording', () => this.fillLeads());
    store.on('settings', () => this.showSettings());
    store.on('view', () => this.showView());
    store.on('panel', () => this.showPanel());
    // A click elsewhere closes menus.
    document.addEventListener('pointerdown', (event) => {
      for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) if (!menu.contains(event.target as Node)) menu.open = false;
    });
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) menu.open = false;
    });
  }

  setTool(tool: Tool): void {
    this.store.tool = tool;
    this.store.emit('settings');
  }

  private fillLeads(): void {
    const { store } = this;
    byId('leads').replaceChildren(...store.info.leads.map((lead, i) => {
      const box = el('input', { type: 'checkbox', checked: store.leadsShown.includes(i) });
      box.addEventListener('change', () => {
        const shown = store.leadsShown.filter((l) => l !== i);
        if (box.checked) shown.push(i);
        if (shown.length === 0) return void (box.checked = true); // an ECG without a lead shows nothing
        store.leadsShown = shown.sort((a, b) => a - b);
        store.emit('settings');
      });
      return el('label', {}, box, ` ${lead.name}${lead.labelled ? ' (labelled)' : ''}`);
    }));
    this.showSettings();
  }

  private fillFilters(): void {
    const { store } = this;
    const choices: [string, (f: EyeFilters) => boolean, (f: EyeFilters, on: boolean) => void][] = [
      ['baseline wander (below 0.5 Hz)', (f) => f.baseline, (f, on) => (f.baseline = on)],
      ['muscle noise (above 40 Hz)', (f) => f.muscle, (f, on) => (f.muscle = on)],
      ['mains 50 Hz', (f) => f.mains === 50, (f, on) => (f.mains = on ? 50 : 0)],
      ['mains 60 Hz', (f) => f.mains === 60, (f, on) => (f.mains = on ? 60 : 0)],
    ];
    const boxes = choices.map(([text, is, set]) => {
      const box = el('input', { type: 'checkbox' });
      box.addEventListener('change', () => {
        set(store.filters, box.checked);
        store.emit('settings');
      });
      store.on('settings', () => (box.checked = is(store.filters)));
      return el('label', {}, box, ` ${text}`);
    });
    byId('filters').replaceChildren(el('p', { class: 'quiet' }, 'For the eye only: labels do not change. Not at 5 mm/s and slower.'), ...boxes);
  }

  private showSettings(): void {
    const { store } = this;
    for (const button of document.querySelectorAll<HTMLElement>('#tools button')) {
      button.setAttribute('aria-pressed', String(button.dataset.tool === store.tool));
    }
    // What a tap will do is said where it is chosen.
    const insert = document.querySelector('#tools [data-tool="insert"]');
    if (insert !== null) {
      insert.textContent = `Insert ${store.insertLabel}`;
      insert.setAttribute('title', `A tap inserts a beat labelled ${store.insertLabel}, the label given last`);
    }
    const f = store.filters;
    const count = Number(f.baseline) + Number(f.muscle) + Number(f.mains !== 0);
    byId('filter-summary').textContent = count > 0 ? `Filter (${count})` : 'Filter';
  }

  private shown = '';
  private showView(): void {
    const { view, start } = this.store;
    const time = timeText(view.first, start);
    const now = `${time} ${view.speed} ${view.gain}`;
    if (now === this.shown) return;
    this.shown = now;
    byId('goto').textContent = time;
    fillSteps(byId('speed'), speeds, 'mm/s', view.speed);
    fillSteps(byId('gain'), gains, 'mm/mV', view.gain);
  }

  private tabs(): void {
    const tabs = [...document.querySelectorAll<HTMLElement>('#tabs [role=tab]')];
    tabs.forEach((tab, i) => {
      tab.addEventListener('click', () => this.store.setPanel(tab.dataset.panel!));
      tab.addEventListener('keydown', (event) => {
        const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
        if (step === 0) return;
        event.preventDefault();
        event.stopPropagation();
        const next = tabs[(i + step + tabs.length) % tabs.length];
        next.focus();
        this.store.setPanel(next.dataset.panel!);
      });
    });
  }

  private showPanel(): void {
    if (!panels.includes(this.store.panel as 'queue')) this.store.panel = 'queue';
    for (const name of panels) {
      const chosen = name === this.store.panel;
      byId(`panel-${name}`).hidden = !chosen;
      const tab = byId(`tab-${name}`);
      tab.setAttribute('aria-selected', String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
  }
}
