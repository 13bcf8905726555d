// What the server knows, asked for again while somebody looks. It says 304 as long as nothing is new.
const EVERY_MS = 5000;

export function follow(address, { fresh, failed }) {
  let tag = null;
  let timer = null;
  let asking = false;

  async function ask() {
    clearTimeout(timer);
    if (asking) return;
    asking = true;
    try {
      const headers = { Accept: "application/json", ...(tag ? { "If-None-Match": tag } : {}) };
      const answer = await fetch(address, { headers, cache: "no-store" });
      if (answer.status === 401) return location.reload(); // the session is over: the page asks to sign in
      if (answer.status !== 304) {
        if (!answer.ok || answer.redirected) throw new Error(`the board's feed answered ${answer.status}`);
        const facts = await answer.json();
        tag = answer.headers.get("ETag");
        fresh(facts);
      }
      failed(false);
    } catch {
      failed(true);
    } finally {
      asking = false;
    }
    if (document.visibilityState === "visible") timer = setTimeout(ask, EVERY_MS);
  }

  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
  ask();
  return ask;
}
