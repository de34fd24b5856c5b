/** rwave for browsers and node: ECG recordings to labelled heartbeats, on the machine where they are. */

/** Files with their names: a WFDB record is its header and its signal files. Contents are copied. */
export type Content = Blob | Uint8Array | ArrayBuffer | ArrayBufferView | string;
export type Files = File | FileList | Iterable<File | [name: string, content: Content]> | Record<string, Content>;

/** What rwave says of a recording that it cannot use, in the words of the program: file, place, what to do. */
export class RwaveError extends Error {}

export interface LoadOptions {
  /** Work in a worker, so that a page stays alive (default true). */
  worker?: boolean;
  /** module.wasm, or where it lies; default: next to this file. */
  wasm?: URL | string | ArrayBuffer | Uint8Array;
}

export interface OpenOptions {
  /** The file to open, where there are several recordings: "100.hea", "night.edf". */
  record?: string;
  /** Samples a second of tables that do not give theirs, Hz. */
  rate?: number;
}

export interface ClassifyOptions {
  /** The lead to label, by name or number from 1; default: lead II or the first clear one, and a second. */
  lead?: string;
  /** No second lead. */
  oneLead?: boolean;
  /** Beats whose label is less probable, 0 to 1, are called Q. */
  unknownBelow?: number;
}

/** N normal, S supraventricular, V ventricular, F fusion, Q unknown (ANSI/AAMI EC57), / paced. */
export type Label = 'N' | 'S' | 'V' | 'F' | 'Q' | '/';

export interface Beat {
  /** Frame of the R peak. */
  sample: number;
  /** The same in seconds from the beginning. */
  time: number;
  label: Label;
  /** That the label holds, 0 to 1. */
  probability: number;
}

/** Frames first_sample to end_sample - 1. Rates in beats a minute. */
export interface Episode {
  /** "af": see rhythm_names. */
  rhythm: string;
  /** Of a WFDB rhythm annotation, "(AFIB"; empty for a pause. */
  code: string;
  first_sample: number;
  end_sample: number;
  start_s: number;
  duration_s: number;
  beats: number;
  mean_rate: number;
  max_rate: number;
}

/** Figures of the recording; null where there is none. Units are in the names. */
export interface Summary {
  seconds: number;
  beats: number;
  by_class: Record<'N' | 'S' | 'V' | 'F' | 'Q', number>;
  /** Of these beats those in unanalyzable spans, where noise passes for beats. */
  in_unanalyzable: Record<'N' | 'S' | 'V' | 'F' | 'Q', number>;
  paced: number;
  rate_per_min: { mean: number | null; min: number | null; max: number | null };
  rr_mean_s: number | null;
  sdnn_ms: number | null;
  rmssd_ms: number | null;
  v_couplets: number;
  v_runs: number;
  /** Runs of beats that are not surely V; not in v_runs. */
  v_runs_doubtful: number;
  v_longest_run: number;
  v_longest_run_sample: number | null;
  s_runs: number;
  bigeminy_s: number;
  trigeminy_s: number;
  pauses: number;
  longest_pause_s: number;
  /** Share of the recording, 0 to 1. */
  analyzable: number;
  longest_unanalyzable_s: number;
  ventricular_fibrillation_s: number;
}

export interface Result {
  record: string;
  /** Frames a second, Hz. */
  rate: number;
  /** Frames in all. */
  samples: number;
  /** The leads that were labelled. */
  lead: string;
  leads: string[];
  model: string;
  /** What is doubtful about the recording, a line each. */
  warnings: string[];
  summary: Summary;
  beats: Beat[];
  /** Where nothing can be said: first frame, and the one past the last. */
  unanalyzable: [first: number, end: number][];
  rhythm: Episode[];
  /** The names that people read, by the keys of `rhythm`. */
  rhythm_names: Record<string, string>;
}

export interface SignalInfo {
  name: string;
  units: string;
  /** Samples a second of this signal, a multiple of the recording's. */
  rate: number;
  samples: number;
  /** Whether its units are volts. */
  voltage: boolean;
}

export interface RecordingInfo {
  record: string;
  rate: number;
  samples: number;
  format: string;
  /** "HH:MM:SS[.sss] DD/MM/YYYY" where the file states it, else empty. */
  start: string;
  warnings: string[];
  signals: SignalInfo[];
}

/** A recording that is open; its memory is held until close(). */
export class Recording {
  readonly info: RecordingInfo;
  classify(options?: ClassifyOptions): Promise<Result>;
  /** Frames first to first + frames - 1 of a signal (from 0), in its units; NaN where nothing was recorded. */
  read(signal: number, first: number, frames: number): Promise<Float32Array>;
  /** The labels, after classify(), as a WFDB annotation file; or the rhythm as one. */
  annotations(options?: { rhythm?: boolean }): Promise<Uint8Array>;
  close(): Promise<void>;
}

export class Rwave {
  readonly version: string;
  open(files: Files, options?: OpenOptions): Promise<Recording>;
  /** Opened, labelled and closed. Rejects with an RwaveError. */
  classify(files: Files, options?: OpenOptions & ClassifyOptions): Promise<Result>;
  /** Ends the worker; calls that wait are rejected. */
  close(): void;
}

/** Starts rwave. One is enough for a page: calls wait in line. */
export function load(options?: LoadOptions): Promise<Rwave>;
