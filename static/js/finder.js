// A finder whose ticks search by themselves: the page as the server would show it is fetched, and the pieces that tell of
// what was found change in place, so that the reader stays where they are. Whatever goes wrong, the form is sent as ever.

export function finder(form) {
  const status = document.querySelector("[data-found-count]");
  let newest;
  let shown = location.search;

  async function search() {
    newest?.abort();
    newest = new AbortController();
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const address = form.getAttribute("action") + (String(asked) && `?${asked}`);
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: newest.signal });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (fault) {
      if (fault.name !== "AbortError") form.requestSubmit();
      return;
    }
    history.pushState(null, "", address);
    shown = location.search;
  }

  /** The status keeps its place in the page, so that its new words are read aloud. */
  function show(page) {
    const fresh = page.querySelector("[data-found-count]");
    for (const old of document.querySelectorAll("[data-fresh]")) {
      const next = page.querySelector(`[data-fresh="${old.dataset.fresh}"]`);
      const chosen = old.value; // of a list to choose from; its new lines come with none chosen
      if (next) old.replaceChildren(...next.childNodes);
      if (chosen !== undefined) old.value = chosen;
    }
    const language = page.querySelector(".top-link[hreflang]");
    if (language) document.querySelector(".top-link[hreflang]").href = language.getAttribute("href");
    if (fresh) status.textContent = fresh.textContent;
    document.dispatchEvent(new Event("found"));
  }

  form.addEventListener("change", (event) => event.target.type === "checkbox" && search());
  // Also a step inside the page comes by here, and leaves what was asked as it is.
  window.addEventListener("popstate", () => location.search !== shown && location.reload());
}
