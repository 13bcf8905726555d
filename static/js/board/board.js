// The board of venues. It draws what `/desk/board.json` says and writes nothing: a drop, or Enter after pushing with the
// keys, opens the page that shows what moving would mean, and only that page moves. The list below holds the same.
import { createCalendar, Interaction, ResourceTimeline } from "@event-calendar/core";
import { bar } from "./bars.js";
import { follow } from "./feed.js";
import { panel } from "./panel.js";
import { placeOn, previewAddress, rowsOf } from "./place.js";
import { DAY, MINUTE, read, saySpan, write } from "./times.js";

const FIRST_HOUR = 6;
const SIDE = 184; // what the names of the venues take, as in board.css
const VIEWS = {
  day: { view: "resourceTimelineDay", slotDuration: "00:30", slotLabelInterval: "02:00", snapDuration: "00:15", least: 22 },
  week: { view: "resourceTimelineWeek", slotDuration: "06:00", slotLabelInterval: "12:00", snapDuration: "00:30", least: 34 },
  month: { view: "resourceTimelineMonth", least: 0 },
};

const clock = (hour) => `${String(hour).padStart(2, "0")}:00`;

const root = document.querySelector("[data-board]");
const WIDE = matchMedia("(min-width: 46rem)");
const asked = document.querySelector(".board-page");
if (root && (asked.classList.contains("board-timeline") || WIDE.matches)) start();

function start() {
  const { scale, locale, centre } = root.dataset;
  const words = JSON.parse(root.dataset.words);
  const links = { open: root.dataset.open, move: root.dataset.move, closure: root.dataset.closure, change: root.dataset.change };
  const first = read(root.dataset.first);
  const last = first + Number(root.dataset.days) * DAY;
  const said = document.querySelector("[data-board-said]");
  const below = panel(document.querySelector("[data-board-panel]"), { words, locale, links });

  root.hidden = false;
  asked.classList.add("board-drawn");
  const { least, ...shape } = VIEWS[scale];
  let rows = [];
  let items = new Map();
  let waiting = null; // facts that came while somebody had something in hand
  let inHand = false; // a drag, or a move by the keys
  let cancelled = false;
  let view = { scale, first, last, hour: FIRST_HOUR };
  let stops = []; // bars in the order in which the arrows go through them

  const calendar = createCalendar(root, [ResourceTimeline, Interaction], {
    ...shape,
    date: root.dataset.first,
    firstDay: 1,
    locale,
    timeZone: "+07:00",
    headerToolbar: { start: "", center: "", end: "" },
    height: "auto",
    nowIndicator: true,
    columnWidth: "minmax(2rem, 1fr)",
    slotMinTime: clock(FIRST_HOUR),
    slotMaxTime: "24:00",
    slotWidth: width(FIRST_HOUR),
    slotLabelFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    dayHeaderFormat: (day) => heading(day),
    buttonText: { expand: "+", collapse: "−" },
    events: [],
    resources: [],
    editable: false,
    eventDragMinDistance: 4,
    longPressDelay: 350,
    eventContent: ({ event }) => ({ domNodes: [bar(event.extendedProps.item, view, words, locale)] }),
    eventDragStart: grab,
    eventResizeStart: grab,
    eventDrop: ({ event, oldEvent, newResource, revert }) =>
      drop(event.id, revert, { moved: event.start - oldEvent.start, row: newResource?.id }),
    eventResize: ({ event, oldEvent, revert }) => drop(event.id, revert, { grown: event.end - oldEvent.end }),
    eventAllUpdated: settle,
  });

  function heading(day) {
    const weekday = new Intl.DateTimeFormat(locale, { weekday: { day: "long", week: "short", month: "narrow" }[scale] }).format(day);
    if (scale !== "month") return `${weekday} ${day.getDate()}/${day.getMonth() + 1}`;
    return { html: `<span>${weekday}</span><b>${day.getDate()}</b>` };
  }

  function width(firstHour) {
    const slots = scale === "day" ? (24 - firstHour) * 2 : 7 * Math.ceil((24 - firstHour) / 6);
    return Math.max(least, Math.floor((root.clientWidth - SIDE - 4) / slots));
  }
  const resized = new ResizeObserver(() => {
    const now = width(view.hour);
    if (now !== calendar.getOption("slotWidth")) calendar.setOption("slotWidth", now);
  });
  resized.observe(root);

  // ---- facts

  follow(root.dataset.board, {
    fresh: (facts) => (inHand ? (waiting = facts) : draw(facts)),
    failed: (now) => root.classList.toggle("board-stale", now) || (now && tell(words.stale)),
  });

  function tell(text) {
    said.textContent = text;
  }

  function draw(facts) {
    const again = items.size > 0 || rows.length > 0;
    const here = focused();
    rows = rowsOf(facts.rows);
    items = new Map(facts.events.map((one) => [one.id, readable(one)]));
    calendar.setOption("resources", facts.rows.map(resource));
    const hour = earliest();
    if (hour !== view.hour) {
      view = { ...view, hour };
      calendar.setOption("slotMinTime", clock(hour));
      calendar.setOption("slotWidth", width(hour));
    }
    calendar.setOption("events", [...items.values()].map(drawn));
    requestAnimationFrame(() => requestAnimationFrame(() => focusAgain(here)));
    const chosen = items.get(root.dataset.chosen);
    if (chosen) below.show(chosen, movable(chosen) ? () => push(chosen) : null);
    else if (root.dataset.chosen) below.rest();
    if (again) tell(words.changed);
  }

  function readable(one) {
    return { ...one, host: one.host || (one.centre ? centre : ""), start: read(one.start), end: read(one.end), from: read(one.from), to: read(one.to) };
  }

  const resource = (group) =>
    group.rows.length === 1
      ? { id: group.rows[0].id, title: group.rows[0].name }
      : { id: `whole-${group.venue}`, title: group.name, expanded: true, children: group.rows.map((row) => ({ id: row.id, title: row.name })) };

  const drawn = (item) => ({
    id: item.id,
    resourceIds: item.rows,
    start: write(item.start),
    end: write(item.end),
    startEditable: movable(item),
    durationEditable: movable(item) && scale !== "month",
    classNames: [`board-event-${item.state}`],
    extendedProps: { item },
  });

  const movable = (item) => Boolean(links.move && item.move);

  /** Days begin at six unless something begins or ends before; weeks then at midnight. */
  function earliest() {
    const hours = [...items.values()]
      .flatMap((item) => [item.start, item.end])
      .filter((at) => at > first && at < last)
      .map((at) => (at % DAY) / (60 * MINUTE))
      .filter((hour) => hour > 0 && hour < FIRST_HOUR);
    if (!hours.length) return FIRST_HOUR;
    return scale === "day" ? Math.floor(Math.min(...hours)) : 0;
  }

  // ---- drag

  function grab() {
    inHand = true;
    cancelled = false;
  }

  function drop(id, revert, { moved = 0, grown = 0, row = null }) {
    const item = items.get(id);
    const place = row ? placeOn(rows, item, row) : null;
    if (cancelled || (!moved && !grown && !place)) {
      revert();
      return letGo();
    }
    location.assign(previewAddress(links.move, item, { moved, grown, place }));
  }

  function letGo() {
    inHand = false;
    if (waiting) draw(waiting);
    waiting = null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !inHand) return;
    cancelled = true;
    window.dispatchEvent(new PointerEvent("pointerup", { isPrimary: true, bubbles: true }));
  });
  window.addEventListener("pointerup", () => setTimeout(() => cancelled && letGo()));
  // Somebody who comes back from the preview finds everything where it stands.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());

  // ---- without a mouse

  // The widget calls itself a table and is none: the table is the list on the same page. Its bars are buttons.
  const plain = () => {
    for (const one of root.querySelectorAll("[role]")) one.removeAttribute("role");
    for (const one of root.querySelectorAll("[aria-colindex], [aria-colspan]")) {
      one.removeAttribute("aria-colindex");
      one.removeAttribute("aria-colspan");
    }
  };
  new MutationObserver(plain).observe(root, { childList: true, subtree: true });

  function settle() {
    const box = root.querySelector(".ec-main");
    stops = [...root.querySelectorAll(".board-bar")].filter((one) => !one.closest(".ec-ghost, .ec-preview"));
    const places = new Map(stops.map((one) => [one, one.getBoundingClientRect()]));
    stops.sort((a, b) => places.get(a).top - places.get(b).top || places.get(a).left - places.get(b).left);
    const current = stops.find((one) => one.dataset.key === root.dataset.chosen) ?? stops[0];
    for (const one of stops) one.tabIndex = one === current ? 0 : -1;
    if (box && !stops.length) box.tabIndex = 0;
    root.dataset.ready = "yes";
  }

  function focused() {
    const here = document.activeElement;
    if (!here?.classList.contains("board-bar") || !root.contains(here)) return null;
    const same = stops.filter((one) => one.dataset.key === here.dataset.key);
    return { key: here.dataset.key, nth: same.indexOf(here) };
  }

  function focusAgain(here) {
    settle();
    if (!here || (document.activeElement && document.activeElement !== document.body)) return;
    const same = stops.filter((one) => one.dataset.key === here.key);
    (same[here.nth] ?? same[0] ?? stops[0])?.focus({ preventScroll: true });
  }

  root.addEventListener("focusin", ({ target }) => {
    if (!target.classList.contains("board-bar") || inHand) return;
    for (const one of stops) one.tabIndex = one === target ? 0 : -1;
    choose(target.dataset.key);
  });

  function choose(key) {
    const item = items.get(key);
    if (!item) return;
    root.dataset.chosen = key;
    for (const one of stops) one.classList.toggle("board-bar-chosen", one.dataset.key === key);
    below.show(item, movable(item) ? () => push(item) : null);
  }

  root.addEventListener("click", ({ target }) => {
    const one = target.closest(".board-bar");
    if (!one) return;
    one.focus({ preventScroll: true });
    choose(one.dataset.key);
    // By Enter: on to what can be done with it.
    if (document.querySelector(":focus-visible") === one) document.querySelector("[data-board-panel] a, [data-board-panel] button")?.focus();
  });

  document.querySelector("[data-board-panel]").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || inHand) return;
    stops.find((one) => one.dataset.key === root.dataset.chosen)?.focus();
  });

  root.addEventListener("keydown", (event) => {
    const here = event.target.closest?.(".board-bar");
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    const item = items.get(here.dataset.key);
    if (event.key.toLowerCase() === "m" && item && movable(item)) {
      event.preventDefault();
      return push(item);
    }
    const next = step(here, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  function step(here, key) {
    const at = stops.indexOf(here);
    if (key === "Home") return stops[0];
    if (key === "End") return stops.at(-1);
    if (key === "ArrowRight") return stops[at + 1];
    if (key === "ArrowLeft") return stops[at - 1];
    if (key !== "ArrowUp" && key !== "ArrowDown") return null;
    const box = here.getBoundingClientRect();
    const way = key === "ArrowDown" ? 1 : -1;
    const beyond = stops
      .map((one) => [one, one.getBoundingClientRect()])
      .filter(([, other]) => (way > 0 ? other.top >= box.bottom - 1 : other.bottom <= box.top + 1));
    const far = ([, other]) => Math.abs(other.top - box.top) * 4 + Math.abs(other.left - box.left);
    return beyond.sort((a, b) => far(a) - far(b))[0]?.[0];
  }

  /** By the keys or the buttons below; nothing is sent before its preview was seen. */
  function push(item) {
    inHand = true;
    root.dataset.chosen = item.id;
    const wish = { moved: 0, grown: 0, place: null };
    let at = rows.findIndex((row) => item.rows.includes(row.id));
    const show = below.move(item, {
      push: (minutes) => change(() => (wish.moved += minutes * MINUTE)),
      grow: (minutes) => change(() => (wish.grown = Math.max(wish.grown + minutes * MINUTE, item.from - item.to + 15 * MINUTE))),
      climb: (by) => change(() => climb(by)),
      open: () => (wish.moved || wish.grown || wish.place ? location.assign(previewAddress(links.move, item, wish)) : stop()),
      stop,
    });

    function climb(by) {
      for (let to = at + by; to >= 0 && to < rows.length; to += by) {
        const back = item.rows.includes(rows[to].id);
        const place = back ? null : placeOn(rows, item, rows[to].id);
        if (back || place) {
          at = to;
          wish.place = place;
          return;
        }
      }
    }

    function change(by) {
      by();
      const where = wish.place ? wish.place.name ?? wholeName(wish.place.venue) : item.where;
      show(`${saySpan(item.from + wish.moved, item.to + wish.moved + wish.grown, locale)} · ${where}`);
      const moved = {
        ...item,
        start: item.start + wish.moved,
        from: item.from + wish.moved,
        to: item.to + wish.moved + wish.grown,
        end: item.end + wish.moved + wish.grown,
        rows: wish.place?.rows ?? item.rows,
      };
      redraw(moved, ["board-event-moving"]);
    }

    function stop() {
      redraw(item, []);
      letGo();
      below.show(items.get(item.id) ?? item, () => push(items.get(item.id) ?? item));
      tell(words.back);
      requestAnimationFrame(() => requestAnimationFrame(() => {
        settle();
        stops.find((one) => one.dataset.key === item.id)?.focus();
      }));
    }

    change(() => {});
  }

  const redraw = (item, classes) =>
    calendar.updateEvent({ ...drawn(item), classNames: [...drawn(item).classNames, ...classes] });

  const wholeName = (venue) => {
    const group = calendar.getOption("resources").find?.((one) => one.id === `whole-${venue}`);
    return group?.title ?? rows.find((row) => row.whole === venue)?.name ?? "";
  };
}
