// Everything here is a comfort: each page works without it.

import { autosave } from "./autosave.js";
import "./desk.js";
import { finder } from "./finder.js";
import { searchKeys } from "./search.js";

const onPage = (selector, act) => document.querySelectorAll(selector).forEach(act);

// The summary of a refused form is what the reader came back for.
document.querySelector("[data-error-summary]")?.focus();

// A list of pages that scrolls by itself shows the one that is open.
onPage(".side-nav [aria-current]", (here) => {
  const list = here.closest(".side-nav");
  const hidden = here.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom + list.clientHeight / 3;
  if (list.scrollHeight > list.clientHeight && hidden > 0) list.scrollTop += hidden;
});

// Buttons that only a script can serve are hidden until there is one.
onPage("[data-copy], [data-print]", (button) => (button.hidden = false));

// So is the way of the device to send an address on, which not all have.
if (navigator.share) onPage("[data-share]", (button) => (button.hidden = false));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (button?.hasAttribute("data-print")) window.print();
  const shared = event.target.closest("[data-share]");
  if (shared) await navigator.share({ title: shared.dataset.title, url: shared.dataset.share }).catch(() => {});
  if (button?.hasAttribute("data-copy")) await copyFrom(button);
  onPage("details.menu[open]", (menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

async function copyFrom(button) {
  const source = document.getElementById(button.dataset.copy);
  source.select();
  await navigator.clipboard?.writeText(source.value);
  button.querySelector("[data-copy-words]").textContent = button.dataset.copied;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  onPage("details.menu[open]", (menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// A second click on the same button sends nothing. The form wakes when one comes back to it, or after a while,
// for those who stopped the sending themselves; the server's own keys are what keeps doubles out.
const ASLEEP_MS = 8000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  else if (form.method === "post") {
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, ASLEEP_MS);
  }
});
window.addEventListener("pageshow", () => onPage("form[data-sent]", (form) => delete form.dataset.sent));

onPage("[data-autosave]", autosave);
onPage("[data-search]", searchKeys);
onPage("[data-finder]", finder);

// What a machine is still at: the piece of the page is fetched anew until it no longer asks for it.
const POLL_MS = 4000;
function poll(piece) {
  setTimeout(async () => {
    const answer = await fetch(piece.dataset.poll, { headers: { Accept: "text/html" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(piece.id);
      if (!fresh) return location.reload();
      piece.replaceChildren(...fresh.childNodes);
    }
    poll(piece);
  }, POLL_MS);
}
onPage("[data-poll]", poll);
