// Empties the quick-add field as its task is taken, so that the next one can be
// typed at once and nothing is sent twice. One is sent after the other; leaving the
// page sends those that still wait at once, so their order may change. Tasks that could not be sent come back into the
// field one by one, also on another page and after a new sign-in.
(() => {
  "use strict";
  const place = `draft ${document.body.dataset.user} tasks`;
  const waiting = new Map(), running = new Map(); // requests and their titles
  let back = false; // what is in the field is the first of those that came back
  let left = false;
  const form = () => document.getElementById("quick-add");
  const field = () => document.getElementById("new-task");
  const mine = (ctx) => ctx?.sourceElement?.id === "quick-add";
  const unsent = () => JSON.parse(sessionStorage.getItem(place) ?? "[]");
  const write = (titles) => sessionStorage.setItem(place, JSON.stringify(titles));
  const keep = (...titles) => write([...unsent(), ...titles]);
  const bringBack = () => {
    const [next] = unsent();
    if (!next || !field() || field().value) return;
    field().value = next;
    back = true;
  };
  const taken = () => {
    if (back) write(unsent().slice(1));
    back = false;
  };
  // A browser sends no more than 64 KB from a page that is left, and then tells the
  // page, on its way out, that what it sends has failed.
  const small = (title) => title.length < 5000;
  const leave = () => {
    for (const [{ request }, title] of waiting)
      if (small(title)) fetch(request.action, { ...request, keepalive: true }).catch(() => { if (!left) keep(title); });
    waiting.clear();
  };
  document.addEventListener("input", ({ target }) => {
    if (target === field() && !target.value) taken(); // it is not wanted any more
  });
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (!mine(ctx)) return;
    waiting.set(ctx, field().value);
    taken();
    field().value = "";
    field().removeAttribute("aria-invalid");
    form().removeAttribute("hx-morph-skip");
    field().focus({ preventScroll: true });
  });
  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail, title = waiting.get(ctx);
    if (!mine(ctx)) return;
    if (!waiting.delete(ctx)) return event.preventDefault(); // the page was being left
    ctx.request.keepalive = small(title);
    running.set(ctx, title);
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const { status } = ctx.response;
    if (!running.has(ctx)) return;
    if (status === 401) { // this page is left to sign in
      keep(running.get(ctx), ...waiting.values(), ...(field()?.value && !back ? [field().value] : []));
      running.delete(ctx);
      waiting.clear();
    }
    if (status !== 422) return;
    // The form comes with what is wrong in it; what is in the field now is for later.
    if (field()?.value && !back) keep(field().value);
    back = false;
    ctx.target = form();
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const title = running.get(ctx), status = ctx.text === undefined ? 0 : ctx.response.status;
    if (!running.delete(ctx) || left) return;
    if (status !== 422 && !(status >= 200 && status < 400)) keep(title);
    bringBack();
  });
  addEventListener("beforeunload", leave);
  addEventListener("pagehide", () => { leave(); left = true; });
  bringBack();
})();
