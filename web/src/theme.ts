// Colours of what is drawn on canvases. The class colours are those of the terminal, the figures and the Holter report
// (src/figures/palette.h): told apart with any kind of colour vision, and by lightness in print.

import type { BeatClass } from './beats';

/** Grounds of the letters, with the ink that has a contrast of 4.5 and more on them. */
export const classColours: Record<BeatClass, { ground: string; ink: string }> = {
  N: { ground: '#0072b2', ink: '#ffffff' },
  S: { ground: '#e69f00', ink: '#000000' },
  V: { ground: '#d55e00', ink: '#000000' },
  F: { ground: '#cc79a7', ink: '#000000' },
  Q: { ground: '#5c5c5c', ink: '#ffffff' },
};

export interface Theme {
  ink: string;
  quiet: string;
  paper: string;
  ground: string; // of the ECG
  thin: string;
  thick: string;
  normal: string; // N as a line or letter
  accent: string; // selection
  noise: string; // unanalyzable
  line: string;
}

const light: Theme = {
  ink: '#1b1b1b', quiet: '#565656', paper: '#ffffff', ground: '#fffafa', thin: '#f6d5d5', thick: '#e7a3a3',
  normal: '#0072b2', accent: '#6a2fb5', noise: '#8a8f98', line: '#d4d4d4',
};
const dark: Theme = {
  ink: '#e8e8e8', quiet: '#adadad', paper: '#16181b', ground: '#1c1719', thin: '#33262a', thick: '#573840',
  normal: '#56b4e9', accent: '#c9a6ff', noise: '#7a808a', line: '#3c4046',
};

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)');

/** "light", "dark", or "" as the system has it. */
export function chosenScheme(): string {
  return document.documentElement.dataset.scheme ?? '';
}

export function isDark(): boolean {
  const chosen = chosenScheme();
  return chosen === '' ? darkQuery.matches : chosen === 'dark';
}

export const theme = (): Theme => (isDark() ? dark : light);

export function setScheme(scheme: string): void {
  if (scheme !== 'light' && scheme !== 'dark') delete document.documentElement.dataset.scheme;
  else document.documentElement.dataset.scheme = scheme;
  try {
    localStorage.setItem('rwave.scheme', scheme);
  } catch {
    // Storage forbidden: the choice holds for this page only.
  }
}

export function restoreScheme(changed: () => void): void {
  try {
    setScheme(localStorage.getItem('rwave.scheme') ?? '');
  } catch {
    // As above.
  }
  darkQuery.addEventListener('change', changed);
}

/** The colour of a class as a point or a line; Q and N are lighter on a dark ground. */
export function classPoint(label: string): string {
  if (label === 'N') return theme().normal;
  if (label === 'Q') return isDark() ? '#a0a0a0' : '#5c5c5c';
  return classColours[label as BeatClass]?.ground ?? theme().quiet;
}

// Of rhythm bands: ventricular ones in V's colour, supraventricular ones in S's, others in quiet ones. The text on
// them says what they are.
const bands: Record<string, [string, string]> = {
  af: ['#f2dfec', '#4a2a44'], afl: ['#f2dfec', '#4a2a44'], svt: ['#fbe6bf', '#4d3a12'], atrial_bigeminy: ['#fbe6bf', '#4d3a12'],
  vt: ['#f8cfb4', '#5c2d0c'], vf: ['#f8cfb4', '#5c2d0c'], vfl: ['#f8cfb4', '#5c2d0c'], ivr: ['#f8cfb4', '#5c2d0c'],
  bigeminy: ['#fbe0cf', '#4a2a16'], trigeminy: ['#fbe0cf', '#4a2a16'], pause: ['#d9d4f2', '#37305e'],
  asystole: ['#d9d4f2', '#37305e'], unanalyzable: ['#dcdfe4', '#3a3f46'],
};

export function bandColour(kind: string): string {
  return (bands[kind] ?? ['#dbe9f4', '#22384a'])[isDark() ? 1 : 0];
}
