// Beneath the board: what is chosen, said in full, and the way to push it elsewhere without a mouse.
import { sayPhase, saySpan } from "./times.js";

function make(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null) made.setAttribute(name, value);
  }
  made.append(...inside);
  return made;
}

const act = (label, onclick, kind = "quiet") =>
  make("button", { type: "button", class: `btn btn-${kind} btn-small`, onclick }, label);

export function panel(element, { words, locale, links }) {
  element.hidden = false;

  function rest() {
    element.dataset.shows = "";
    const lines = [make("p", { class: "muted" }, words.choose)];
    if (links.move) lines.push(make("p", { class: "muted small" }, words["choose.move"]));
    element.replaceChildren(...lines);
  }

  /** `startMoving` is null where this cannot be moved, or not by the reader. */
  function show(item, startMoving) {
    element.dataset.shows = item.id;
    const phases = [
      item.start < item.from ? `${words.setup} ${sayPhase(item.start, item.from, locale)}` : "",
      item.end > item.to ? `${words.strike} ${sayPhase(item.end, item.to, locale)}` : "",
    ].filter(Boolean);
    const facts = [
      [words.state, [words[`state.${item.state}`], item.wished && words.wished].filter(Boolean).join(". ")],
      [words.host, item.host],
      [words.where, item.where],
      [words.when, saySpan(item.from, item.to, locale)],
      [words.taken, phases.join(", ")],
    ].filter(([, said]) => said);
    const ways = make("p", { class: "row" });
    const closure = item.state === "closed" || item.state === "notice";
    const way = (label, address) => make("a", { class: "btn btn-quiet btn-small", href: address.replace("ID", item.of) }, label);
    if (!closure) ways.append(way(words.open, links.open));
    else if (links.closure) ways.append(way(words.open, links.closure), way(words.change, links.change));
    if (startMoving) ways.append(act(words.move, startMoving));
    element.replaceChildren(
      make("h2", { class: "card-title" }, item.title),
      make("dl", { class: "facts" }, ...facts.map(([name, said]) => make("div", {}, make("dt", {}, name), make("dd", {}, said)))),
      ways,
    );
  }

  /** `does` says what each command does; the keys are heard on the whole group. */
  function move(item, does) {
    element.dataset.shows = item.id;
    const where = make("output", { class: "board-target" });
    const group = make(
      "div",
      { class: "board-moving stack-tight", role: "group", tabindex: "-1", "aria-labelledby": "board-moving-title", "aria-describedby": "board-moving-help" },
      make("h2", { class: "card-title", id: "board-moving-title" }, words.moving.replace("{title}", item.title)),
      where,
      make("p", { class: "small muted", id: "board-moving-help" }, words["moving.help"]),
      make(
        "div",
        { class: "row" },
        act(words.earlier, () => does.push(-15)),
        act(words.later, () => does.push(15)),
        act(words["day.before"], () => does.push(-1440)),
        act(words["day.after"], () => does.push(1440)),
        act(words.up, () => does.climb(-1)),
        act(words.down, () => does.climb(1)),
        act(words.longer, () => does.grow(15)),
        act(words.shorter, () => does.grow(-15)),
      ),
      make("div", { class: "row" }, act(words.preview, does.open, "primary"), act(words.stop, does.stop)),
    );
    element.replaceChildren(group);
    group.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = event.shiftKey ? 1440 : 15;
      const told = {
        ArrowLeft: () => does.push(-step),
        ArrowRight: () => does.push(step),
        ArrowUp: () => does.climb(-1),
        ArrowDown: () => does.climb(1),
        "+": () => does.grow(15),
        "=": () => does.grow(15),
        "-": () => does.grow(-15),
        Escape: does.stop,
        Enter: event.target.tagName === "BUTTON" ? null : does.open,
      }[event.key];
      if (!told) return;
      event.preventDefault();
      told();
    });
    group.focus();
    group.scrollIntoView({ block: "nearest" });
    return (text) => (where.value = text);
  }

  rest();
  return { rest, show, move };
}
