// What an edit does to the beats, done in the page before the server has confirmed it, so that the eye sees it at once.
// Only edits whose outcome is certain are: the server decides on places, rhythms and undone edits.

import type { EditRequest, Target } from './api';
import type { Beats } from './beats';
import { firstFrom } from './beats';

/** Indices of the beats that a target names. */
export function targetIndices(beats: Beats, target: Target): number[] {
  let found: number[] = [];
  if (target.beats !== undefined) {
    const wanted = new Set(target.beats);
    beats.ids.forEach((id, i) => wanted.has(id) && found.push(i));
  } else if (target.group !== undefined) {
    beats.groups.forEach((group, i) => group === target.group && found.push(i));
  } else if (target.first !== undefined && target.end !== undefined) {
    for (let i = firstFrom(beats.samples, target.first); i < beats.samples.length && beats.samples[i] < target.end; ++i) found.push(i);
  }
  if (target.label !== undefined) found = found.filter((i) => beats.labels[i] === target.label);
  return found;
}

/** Changes `beats`; whether anything was changed. */
export function applyLocally(beats: Beats, edit: EditRequest): boolean {
  if (edit.target === undefined) return false;
  const indices = targetIndices(beats, edit.target);
  for (const i of indices) {
    if (edit.kind === 'relabel' && edit.label !== undefined) {
      beats.labels[i] = edit.label;
      beats.reviewed[i] = true;
    } else if (edit.kind === 'review') beats.reviewed[i] = true;
    else if (edit.kind === 'reject') beats.rejected[i] = true;
    else if (edit.kind === 'restore') beats.rejected[i] = false;
  }
  if (edit.kind === 'delete' && indices.length > 0) {
    const gone = new Set(indices);
    for (const column of Object.values(beats) as unknown[][]) {
      const kept = column.filter((_, i) => !gone.has(i));
      column.length = 0;
      for (const value of kept) column.push(value);
    }
  }
  return indices.length > 0;
}
