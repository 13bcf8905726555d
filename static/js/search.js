// The desk's search by keyboard: `/` goes to the box; from there the arrows go through what was found.

const writing = (target) => target.closest("input, textarea, select, [contenteditable]");

export function searchKeys(box) {
  const found = () => [...document.querySelectorAll("[data-found] a")];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !writing(event.target)) {
      event.preventDefault();
      box.focus();
      box.select();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = step ? found() : [];
    const here = event.target === box ? -1 : links.indexOf(event.target);
    if (!links.length || (here < 0 && event.target !== box)) return;
    event.preventDefault();
    (links[here + step] ?? (step < 0 ? box : links[here]))?.focus();
  });
}
