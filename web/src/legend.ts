// What the letters of the classes mean, each on its colour.

import { classNames, classes } from './beats';
import { el } from './dom';
import { classColours } from './theme';

export function classLegend(): HTMLElement {
  return el('p', { class: 'quiet legend' }, ...classes.map((label) => {
    const letter = el('span', { class: 'letter' }, label);
    letter.style.background = classColours[label].ground;
    letter.style.color = classColours[label].ink;
    return el('span', {}, letter, ` ${classNames[label]}`);
  }));
}
