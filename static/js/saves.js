// Changes made to an open task faster than they are answered: each is sent in its
// turn and has what was changed since the one before, no more. Where the one before
// had the same field, it goes as a change of what that one has saved. What is on its
// way stays in its field, and leaving the page sends what waits.
(() => {
  "use strict";
  const pending = new Map(); // by a task's path, what was sent last of its fields
  const versions = new Map(); // by a task's path, what its last change has made of it
  const waiting = new Map(); // requests, and whether they change again what is on its way
  const saves = (ctx) => ctx.sourceElement?.matches?.(".panel form:has([name=version])");
  const stored = (control) => control.options
    ? ([...control.options].find((option) => option.defaultSelected) ?? control.options[0]).value : control.defaultValue;
  // One request for each task, as several would overtake each other. What changes
  // again what is on its way has no version yet to go by: the last word counts.
  const leave = () => {
    const last = new Map(); // by a task's path
    for (const [{ request }, again] of waiting) {
      const first = last.get(request.action), { body } = first ?? request;
      for (const [name, value] of request.body) if (name !== "version") body.set(name, value);
      if (again) body.delete("version");
      if (!first) last.set(request.action, request);
    }
    for (const request of last.values())
      if (String(request.body).length < 60000) fetch(request.action, { ...request, keepalive: true }).catch(() => {}); // nobody is there to be told
    waiting.clear();
  };
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail, { action, body } = ctx.request;
    if (!saves(ctx)) return;
    const sent = pending.get(action) ?? new Map();
    for (const name of [...body.keys()]) {
      const control = ctx.sourceElement.elements[name];
      if (name === "version" || name === "notes" || control.type === "hidden" || !control.matches) continue;
      if (control.validity.badInput || body.get(name) === (sent.get(name) ?? stored(control))) body.delete(name);
    }
    const names = [...body.keys()].filter((name) => name !== "version");
    if (!names.length) return event.preventDefault();
    waiting.set(ctx, names.some((name) => sent.has(name)));
    for (const name of names) sent.set(name, body.get(name));
    pending.set(action, sent);
  });
  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail, { action, body } = ctx.request, again = waiting.get(ctx);
    if (!saves(ctx)) return;
    if (!waiting.delete(ctx)) return event.preventDefault(); // sent by leave
    if (again && versions.has(action)) body.set("version", Math.max(versions.get(action), body.get("version")));
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const version = ctx.response.headers.get("Docket-Version");
    if (saves(ctx) && version) versions.set(ctx.request.action, version);
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const sent = saves(ctx) && pending.get(ctx.request.action);
    if (!sent) return;
    for (const [name, value] of ctx.request.body) if (sent.get(name) === value) sent.delete(name);
  });
  document.addEventListener("htmx:after:settle", () => {
    for (const form of document.querySelectorAll(".panel form:has([name=version])"))
      for (const [name, value] of pending.get(form.getAttribute("action")) ?? []) {
        const control = form.elements[name];
        if (control?.matches && name !== "notes" && control !== document.activeElement) control.value = value;
      }
  });
  addEventListener("beforeunload", leave);
  addEventListener("pagehide", leave);
})();
