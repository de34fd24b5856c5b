// What calls reject with.

/** What rwave says of a recording that it cannot use: the words of the program. */
export class RwaveError extends Error {
  name = 'RwaveError';
}

/** The module broke: what was open is lost, and the next call starts a new one. */
export class CrashError extends RwaveError {}
