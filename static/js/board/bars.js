// What one thing on the floor looks like: a button, with its set-up and strike set apart in it.
import { DAY, MINUTE, sayPhase, saySpan, startOfDay } from "./times.js";

export function say(item, words, locale) {
  const parts = [item.title, words[`state.${item.state}`], item.host, item.where, saySpan(item.from, item.to, locale)];
  if (item.start < item.from) parts.push(`${words.setup} ${sayPhase(item.start, item.from, locale)}`);
  if (item.end > item.to) parts.push(`${words.strike} ${sayPhase(item.end, item.to, locale)}`);
  if (item.wished) parts.push(words.wished);
  return parts.filter(Boolean).join(", ");
}

export function bar(item, view, words, locale) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `board-bar board-bar-${item.state}`;
  button.dataset.key = item.id;
  button.tabIndex = -1;
  const told = say(item, words, locale);
  button.setAttribute("aria-label", told);
  button.title = told;

  const [setup, open, strike] = lengths(item, view);
  if (setup) button.append(phase(setup));
  const body = document.createElement("span");
  body.className = "board-bar-words";
  body.style.flexGrow = open || 1;
  const short = words[`short.${item.state}`];
  if (short) {
    const state = document.createElement("b");
    state.textContent = `${short} `;
    body.append(state);
  }
  body.append(item.title);
  button.append(body);
  if (strike) button.append(phase(strike));
  return button;
}

function phase(length) {
  const piece = document.createElement("span");
  piece.className = "board-phase";
  piece.style.flexGrow = length;
  return piece;
}

/** Minutes between two moments, without the hours of the night that are not drawn. */
function hours(from, to, firstHour) {
  let sum = 0;
  for (let day = startOfDay(from); day < to; day += DAY) {
    sum += Math.max(0, Math.min(to, day + DAY) - Math.max(from, day + firstHour * 60 * MINUTE));
  }
  return sum / MINUTE;
}

/** Of set-up, public phase and strike, as much as can be seen; a month shows whole days only. */
function lengths(item, view) {
  const cuts = [item.start, item.from, item.to, item.end];
  const seen = (from, to) => hours(Math.max(from, view.first), Math.min(to, view.last), view.scale === "month" ? 0 : view.hour);
  if (view.scale !== "month") return [seen(cuts[0], cuts[1]), seen(cuts[1], cuts[2]), seen(cuts[2], cuts[3])];
  const [start, from, to, end] = [cuts[0], cuts[1], cuts[2] - 1, cuts[3] - 1].map(startOfDay);
  return [seen(start, from), seen(from, to + DAY), seen(to + DAY, end + DAY)];
}
