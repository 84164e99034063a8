// An open task's forms send what was changed in them, and no more. A field that is
// changed again while it is on its way goes as a change of what the first one has
// saved.
(() => {
  "use strict";
  const sent = new Map(), versions = new Map(); // by a task's path: what is on its way; what its last change has made of it
  const stored = (field) => field.options ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0]).value : field.defaultValue;
  const store = (field, value) => {
    for (const option of field.options ?? []) option.defaultSelected = option.value === value;
    if (!field.options) field.defaultValue = value;
  };
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail, form = ctx.sourceElement, body = ctx.request.body, action = form.getAttribute("action");
    if (!form.matches(".panel form:has([name=version])")) return;
    const waiting = sent.get(action) ?? new Map();
    for (const name of [...body.keys()]) {
      const field = form.elements[name];
      if (name === "version" || name === "notes" || field.type === "hidden" || !field.matches) continue;
      if (field.validity.badInput || body.get(name) === (waiting.get(name) ?? stored(field))) body.delete(name);
    }
    const names = [...body.keys()].filter((name) => name !== "version");
    if (!names.length) return event.preventDefault();
    ctx.edit = true;
    ctx.again = names.some((name) => waiting.has(name));
    for (const name of names) waiting.set(name, body.get(name));
    sent.set(action, waiting);
    ctx.inTurn = () => {
      const { body } = ctx.request;
      if (ctx.again && versions.has(action)) body.set("version", Math.max(versions.get(action), body.get("version")));
    };
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const { request, response } = ctx, version = response.headers.get("Docket-Version");
    if (!version || !request.body || response.status >= 400) return;
    versions.set(request.action, version);
    for (const form of document.querySelectorAll(`.panel form[action="${request.action}"]`))
      for (const [name, value] of request.body)
        if (name !== "version" && form.elements[name]?.value === value && form.elements[name].matches) store(form.elements[name], value);
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (!ctx.edit) return;
    const waiting = sent.get(ctx.request.action);
    for (const [name, value] of ctx.request.body) if (waiting?.get(name) === value) waiting.delete(name);
  });
})();
