// The outbox: what forms send waits for its turn and is kept, for its user, until it
// is answered. What could not be sent, for want of a connection, a server that
// answers or a sign-in, is sent again: with the next answer, when the connection is
// back, on the next page, after the next sign-in, or by the message's button.
// Leaving the page sends at once what still waits.
(() => {
  "use strict";
  const { user } = document.body.dataset, toasts = document.getElementById("toasts");
  if (!user) return;
  const key = `draft ${user} outbox`, temporary = [401, 502, 503, 504];
  let entries = JSON.parse(sessionStorage.getItem(key) ?? "[]").map(([action, body]) => ({ action, body, failed: true }));
  let turn = Promise.resolve(), left = false, flushing = false;
  const save = () => entries.length ? sessionStorage.setItem(key, JSON.stringify(entries.map(({ action, body }) => [action, String(body)]))) : sessionStorage.removeItem(key);
  const remove = (gone) => { entries = entries.filter((entry) => !gone(entry)); save(); };
  const of = (ctx) => entries.find((entry) => entry.ctx === ctx);
  const names = (body) => [...new URLSearchParams(body).keys()];
  const small = (body) => String(body).length < 60000; // what a browser sends from a page that is left
  const say = (text) => {
    const toast = Object.assign(document.createElement("div"), { className: "toast failed" }), line = document.createElement("p");
    const button = (text, name) => Object.assign(document.createElement("button"), { className: "btn " + name, textContent: text });
    toast.setAttribute("role", "alert");
    line.textContent = text;
    toast.append(line, ...(navigator.onLine ? [button("Try again", "again")] : []), button("Dismiss", "dismiss"));
    toasts.replaceChildren(toast);
  };
  const flush = async () => {
    if (flushing) return;
    flushing = true;
    for (const entry of entries.filter(({ failed }) => failed)) {
      remove((other) => other === entry);
      await htmx.ajax("POST", entry.action, { source: toasts, target: "#main", swap: "none", values: Object.fromEntries(new URLSearchParams(entry.body)) });
      if (entries.some(({ failed }) => failed)) break;
    }
    flushing = false;
  };
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const { action, method, body } = ctx.request;
    if (method !== "POST") return;
    const entry = { ctx, action, body: new URLSearchParams(body) };
    entries = entries.filter((other) => !other.failed || other.action !== action || !names(other.body).every((name) => entry.body.has(name)));
    entries.push(entry);
    save();
    const send = ctx.fetch;
    ctx.fetch = async (to, options) => {
      const before = turn;
      turn = new Promise((done) => { ctx.done = done; });
      await before;
      if (left) return new Promise(() => {});
      entry.sent = true;
      ctx.inTurn?.();
      options.keepalive = small(options.body);
      return send(to, options);
    };
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (temporary.includes(ctx.response.status) || !of(ctx)) return;
    remove((entry) => entry.ctx === ctx);
    setTimeout(flush);
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    ctx.done?.();
    const entry = of(ctx);
    if (!entry || left) return;
    Object.assign(entry, { failed: true, ctx: null });
    if (!ctx.response || ctx.text === undefined)
      say(navigator.onLine ? "Docket doesn’t answer. Your change is kept here and sent again." : "You’re offline. Your changes are kept here and sent when you’re back.");
  });
  // An answer that is no screen, such as a proxy's page, is none.
  document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    if (ctx.request?.method === "POST") tasks.splice(0, tasks.length, ...tasks.filter(({ type }) => type !== "main"));
  });
  // Edits of one task go as one, as several would overtake each other.
  const leave = () => {
    const waiting = entries.filter(({ ctx, sent, body }) => ctx && !sent && small(body)), last = new Map();
    for (const { ctx, action, body } of waiting) {
      const first = ctx.edit && last.get(action);
      if (ctx.again) body.delete("version");
      if (!first) { last.set(ctx.edit ? action : ctx, { action, body, again: ctx.again }); continue; }
      for (const [name, value] of body) if (name !== "version") first.body.set(name, value);
      if (ctx.again) first.body.delete("version");
    }
    for (const { action, body } of last.values())
      fetch(action, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true }).catch(() => {}); // nobody is there to be told
    remove(({ ctx, sent, body }) => ctx && small(body) && (sent || waiting));
    left = true;
  };
  document.addEventListener("click", ({ target }) => {
    if (!target.closest(".toast .again")) return;
    target.closest(".toast").remove();
    flush();
  });
  addEventListener("online", () => { toasts.querySelector(".failed")?.remove(); flush(); });
  addEventListener("offline", () => say("You’re offline. Your changes are kept here and sent when you’re back."));
  addEventListener("pagehide", leave);
  setTimeout(flush);
})();
