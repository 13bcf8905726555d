// Where a booking would stand after it was dragged or pushed, and the address that shows what that would mean.
import { dayOf, timeOf } from "./times.js";

/** The rows of the feed in order, each with the whole venue it belongs to. */
export function rowsOf(groups) {
  return groups.flatMap((group) => group.rows.map((row) => ({ ...row, whole: group.venue })));
}

/**
 * A booking of one area goes to the row it was put on. One of several goes to another whole venue, if the row belongs
 * to one it is not in yet; inside its own it stays where it is.
 */
export function placeOn(rows, item, rowId) {
  const row = rows.find((one) => one.id === rowId);
  if (!row || item.rows.includes(rowId)) return null;
  if (item.wide === 1) return { rows: [row.id], venue: row.venue, name: row.name };
  const own = new Set(rows.filter((one) => item.rows.includes(one.id)).map((one) => one.whole));
  if (own.has(row.whole)) return null;
  return { rows: rows.filter((one) => one.whole === row.whole).map((one) => one.id), venue: row.whole, name: null };
}

/** Set-up and strike keep their length, so the public phase moves by what was moved, and grows by what was added. */
export function previewAddress(base, item, { moved = 0, grown = 0, place = null }) {
  const from = item.from + moved;
  const to = item.to + moved + grown;
  const asked = new URLSearchParams({ day: dayOf(from), starts_at: timeOf(from), ends_at: timeOf(to) });
  if (dayOf(to) !== dayOf(from)) asked.set("last_day", dayOf(to));
  if (place) asked.set("venues", place.venue);
  return `${base.replace("ID", item.of)}?${asked}`;
}
