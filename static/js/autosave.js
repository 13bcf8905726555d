// Answers keep themselves while somebody types. The button of the form saves the same fields the same way, so without
// this, or without a connection, nothing is lost but the comfort. The words come from the page and from the server.

const PAUSE_MS = 1500;
const AGAIN_MS = 4000;
const AGAIN_AT_MOST_MS = 60000;

export function autosave(status) {
  const form = status.closest("form");
  const boxes = form.querySelectorAll("[data-item]");
  const items = [...boxes].map((box) => ({ box, code: box.dataset.item, dirty: false, sending: false, wait: AGAIN_MS }));
  let stopped = false;
  let said = "";

  const hidden = (name, item) => form.elements[`${name}-${item.code}`];

  function tell(kind, words) {
    status.hidden = false;
    status.dataset.kind = kind;
    status.querySelector("[data-shown]").textContent = words;
    // Read aloud when something turns, not at every pause.
    if (kind !== said) status.querySelector("[data-said]").textContent = words;
    said = kind;
  }

  function fieldsOf(item) {
    const fields = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, item: item.code });
    for (const name of ["seen", "had", "met"]) {
      const field = hidden(name, item);
      if (field) fields.append(field.name, field.value);
    }
    for (const field of item.box.querySelectorAll("textarea, input")) {
      const isTick = field.type === "checkbox" || field.type === "radio";
      if (field.name && field.type !== "file" && (!isTick || field.checked)) fields.append(field.name, field.value);
    }
    return fields;
  }

  async function send(item, leaving = false) {
    clearTimeout(item.timer);
    if (stopped || item.sending || (item.differs && !item.settles)) return;
    item.dirty = false;
    item.sending = true;
    try {
      const body = fieldsOf(item);
      const headers = { Accept: "application/json" };
      await take(item, await fetch(status.dataset.autosave, { method: "POST", body, headers, keepalive: leaving }));
    } catch {
      again(item, status.dataset.waiting);
    }
    item.sending = false;
    if (item.dirty && !item.timer) later(item, PAUSE_MS);
  }

  async function take(item, answer) {
    if (answer.status === 401) {
      stopped = true;
      tell("signed-out", status.dataset.signedOut);
      return;
    }
    if (![200, 409, 422].includes(answer.status)) {
      again(item, status.dataset.failed);
      return;
    }
    const told = await answer.json();
    item.wait = AGAIN_MS;
    if (answer.status === 200) {
      hidden("seen", item).value = told.seen;
      if (hidden("had", item)) hidden("had", item).value = told.had;
      settle(item);
    }
    if (answer.status === 409) showDifference(item, told);
    tell({ 200: "saved", 409: "differs", 422: "refused" }[answer.status], told.words);
  }

  function again(item, words) {
    tell("waiting", words);
    item.dirty = true;
    later(item, item.wait);
    item.wait = Math.min(item.wait * 2, AGAIN_AT_MOST_MS);
  }

  function later(item, after) {
    clearTimeout(item.timer);
    item.timer = setTimeout(() => {
      item.timer = null;
      send(item);
    }, after);
  }

  function showDifference(item, told) {
    settle(item);
    item.differs = told;
    hidden("met", item).value = told.met;
    item.box.insertAdjacentHTML("afterbegin", told.block);
  }

  // Without a difference on the page the next save is one over what is stored now.
  function settle(item) {
    item.box.querySelector("[data-difference]")?.remove();
    hidden("met", item).value = "";
    item.differs = null;
    item.settles = false;
  }

  function choose(item, choice) {
    const told = item.differs;
    if (choice === "mine") {
      item.settles = true;
      send(item);
      return;
    }
    const words = item.box.querySelector("textarea");
    const box = item.box.querySelector('input[type="checkbox"][name^="declared-"]');
    if (words) words.value = choice === "theirs" ? told.theirs : told.merged;
    if (box) box.checked = told.declared;
    settle(item);
    hidden("seen", item).value = told.seen;
    (words || box).focus();
  }

  function touched(event, after) {
    const item = items.find(({ box }) => box.contains(event.target));
    if (!item || event.target.type === "file") return;
    if (event.target.name.startsWith("choice-")) {
      // Of a difference that came with the page the button of the form decides.
      if (item.differs && event.type === "change") choose(item, event.target.value);
      return;
    }
    if (item.box.querySelector("[data-difference]")) return;
    item.dirty = true;
    later(item, after);
  }

  const unsaved = () => items.filter((item) => item.dirty);

  form.addEventListener("input", (event) => touched(event, PAUSE_MS));
  form.addEventListener("change", (event) => touched(event, 0));
  form.addEventListener("submit", () => {
    stopped = true;
    items.forEach((item) => clearTimeout(item.timer));
  });
  addEventListener("pageshow", (event) => (stopped = stopped && !event.persisted));
  addEventListener("online", () => unsaved().forEach((item) => send(item)));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") unsaved().forEach((item) => send(item, true));
  });
  addEventListener("beforeunload", (event) => {
    if (!stopped && said === "waiting" && unsaved().length) event.preventDefault();
  });
}
