// Times as people read them: of day where the file states a start, else from the beginning.

/** Seconds after midnight of an ISO start ("2024-05-01T23:10:00"), or null where it states no time of day. */
export function startOfDay(iso: string): number | null {
  const found = /(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?/.exec(iso);
  if (found === null) return null;
  return Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3] ?? 0);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A length: "0:07", "30:05", "24:00:00"; decimals add fractions of the second. */
export function lengthText(seconds: number, decimals = 0): string {
  const unit = 10 ** decimals;
  // Rounded once, at the smallest unit shown, so that 59.96 s never reads "0:60.0".
  const ticks = Math.round(Math.max(0, seconds) * unit);
  const whole = Math.floor(ticks / unit);
  const rest = decimals > 0 ? '.' + String(ticks % unit).padStart(decimals, '0') : '';
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const head = hours > 0 ? `${hours}:${two(minutes)}` : String(minutes);
  return `${head}:${two(whole % 60)}${rest}`;
}

/** How long something lasts: "6.9 s", from a minute on "1:02". */
export function lastsText(seconds: number): string {
  return seconds < 59.95 ? `${seconds.toFixed(1)} s` : lengthText(seconds);
}

/** A moment of a recording that began `start` seconds after midnight (null: counted from the beginning). */
export function timeText(seconds: number, start: number | null, decimals = 0): string {
  if (start === null) return lengthText(seconds, decimals);
  const unit = 10 ** decimals;
  const ticks = Math.round((start + seconds) * unit);
  const whole = Math.floor(ticks / unit);
  const day = Math.floor(whole / 86400);
  const rest = decimals > 0 ? '.' + String(ticks % unit).padStart(decimals, '0') : '';
  const clock = `${two(Math.floor(whole / 3600) % 24)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${rest}`;
  // The reports number days the same way: "2d 13:04:05" is the second day's afternoon.
  return day > 0 ? `${day + 1}d ${clock}` : clock;
}

/** Seconds from the beginning of what a person typed: "12:30", "1:02:03", "2d 01:00", "95" (s); null if none of these. */
export function parseTime(text: string, start: number | null): number | null {
  const found = /^\s*(?:(\d+)d\s+)?(?:(?:(\d+):)?(\d{1,3}):)?(\d{1,6}(?:\.\d+)?)\s*$/.exec(text);
  if (found === null) return null;
  const parts = [found[2], found[3], found[4]];
  // With a time of day, "23:10" is ten past eleven at night, not a length of 23 minutes.
  if (start !== null && parts[0] === undefined && parts[1] !== undefined) {
    parts[0] = parts[1];
    parts[1] = parts[2];
    parts[2] = '0';
  }
  const seconds = Number(parts[0] ?? 0) * 3600 + Number(parts[1] ?? 0) * 60 + Number(parts[2] ?? 0);
  if (start === null || (parts[0] === undefined && parts[1] === undefined)) return seconds;
  const days = found[1] === undefined ? 0 : Number(found[1]) - 1;
  const moment = seconds + days * 86400 - start;
  // A time before the start without a day is of the next day.
  return moment < 0 && found[1] === undefined ? moment + 86400 : moment;
}

/** Labels on a time axis this wide: the step in seconds whose labels do not touch. */
export function axisStep(secondsShown: number, pixels: number, labelPixels = 90): number {
  const least = (secondsShown * labelPixels) / Math.max(1, pixels);
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200];
  return steps.find((step) => step >= least) ?? 86400;
}
