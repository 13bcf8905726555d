// Wall-clock times of the house as the server writes them, "2026-12-07T19:00", whatever the browser's own clock says:
// they are read as if they were UTC, so no day here has 23 hours.
export const MINUTE = 60_000;
export const DAY = 1440 * MINUTE;

export const read = (text) => Date.parse(`${text.length === 10 ? `${text}T00:00` : text}Z`);
export const write = (at) => new Date(at).toISOString().slice(0, 16);
export const dayOf = (at) => write(at).slice(0, 10);
export const timeOf = (at) => write(at).slice(11);
export const startOfDay = (at) => Math.floor(at / DAY) * DAY;

const dayNames = new Map();
/** A weekday in the page's language and 28/11/2026: the network's way of writing a day, in both languages. */
export function sayDay(at, locale) {
  if (!dayNames.has(locale)) dayNames.set(locale, new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }));
  const [year, month, day] = dayOf(at).split("-");
  const name = dayNames.get(locale).format(at);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${day}/${month}/${year}`;
}

/** The hours and their day; both days where it leaves its day. */
export function saySpan(start, end, locale) {
  if (dayOf(start) === dayOf(end)) return `${timeOf(start)}–${timeOf(end)}, ${sayDay(start, locale)}`;
  return `${timeOf(start)} ${sayDay(start, locale)} – ${timeOf(end)} ${sayDay(end, locale)}`;
}

/** The hour alone where it is on the day of what it belongs to. */
export const sayPhase = (at, beside, locale) =>
  dayOf(at) === dayOf(beside) ? timeOf(at) : `${timeOf(at)} ${sayDay(at, locale)}`;
