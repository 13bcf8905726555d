// Keys for the list of tasks. Everything they do stands on the page as links, boxes and buttons too.

const form = document.querySelector("[data-keys]");
const rows = form ? [...form.querySelectorAll("[data-task]")] : [];
let at = -1;

function stand(next) {
  at = Math.max(0, Math.min(rows.length - 1, next));
  rows[at].querySelector(".work-title a").focus();
  rows[at].scrollIntoView({ block: "nearest" });
}

const here = () => rows.findIndex((row) => row.contains(document.activeElement));

function act(name) {
  const box = rows[at].querySelector("input[type=checkbox]");
  if (!form.querySelector("input[type=checkbox]:checked")) box.checked = true;
  const button = form.querySelector(`button[value="${name}"]`);
  if (button) form.requestSubmit(button);
}

const KEYS = {
  j: () => stand(at + 1),
  k: () => stand(at - 1),
  o: () => at >= 0 && rows[at].querySelector(".work-title a").click(),
  x: () => at >= 0 && rows[at].querySelector("input[type=checkbox]").click(),
  s: () => at >= 0 && act("later"),
  t: () => at >= 0 && act("take"),
  "?": () => {
    const shown = form.querySelector(".desk-keys");
    shown.open = !shown.open;
  },
};

if (rows.length) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
    event.preventDefault();
    if (here() >= 0) at = here();
    KEYS[event.key]();
  });
}
