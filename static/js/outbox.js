// The outbox: what forms send waits for its turn and is kept, for its user, until it
// is answered. What could not be sent, for want of a connection, a server that
// answers or a sign-in, is sent again: with the next answer, when the connection is
// back, on the next page, after the next sign-in, or by the message's button. What
// is changed in a form whose request is on its way goes after its answer, as a
// change of what that one has saved. Leaving the page sends at once what waits.
const { user } = document.body.dataset, key = `draft ${user} outbox`, toasts = document.getElementById("toasts");
const temporary = [401, 502, 503, 504], small = 60000; // what a browser sends from a page that is left, in bytes
const offline = "You’re offline. Your changes are kept here and sent when you’re back.";
let entries = JSON.parse(sessionStorage.getItem(key) ?? "[]"), turn = Promise.resolve(), flushing = false, left = false;
const remove = (gone) => { entries = entries.filter((entry) => !gone(entry)); save(); };
const save = () => entries.length
  ? sessionStorage.setItem(key, JSON.stringify(entries.map(({ action, fields }) => ({ action, fields, failed: true })))) : sessionStorage.removeItem(key);
const say = (text) => {
  toasts.innerHTML = `<div class="toast failed" role="alert"><p>${text}</p>${navigator.onLine ? `<button class="btn again">Try again</button>` : ""}<button class="btn dismiss">Dismiss</button></div>`;
};
const flush = async () => {
  if (flushing) return;
  flushing = true;
  const ready = ({ ctx, form }) => !ctx && !(form && entries.some((other) => other.ctx && other.form === form));
  for (const entry of entries.filter(ready)) {
    remove((other) => other === entry);
    await htmx.ajax("POST", entry.action, { source: toasts, target: "#main", swap: "none", values: entry.fields });
    if (entries.some(({ failed }) => failed)) break;
  }
  flushing = false;
};
const stored = (field) => field.options ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0]).value : field.defaultValue;
const store = (field, value) => {
  for (const option of field.options ?? []) option.defaultSelected = option.value === value;
  if (!field.options) field.defaultValue = value;
};
document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail, { action, method, body } = ctx.request, form = ctx.sourceElement, send = ctx.fetch;
  if (method !== "POST") return;
  const edit = form.matches(".panel form:has([name=version])"), before = entries.filter((entry) => edit && entry.form === form && !entry.failed);
  const last = (name) => before.findLast(({ fields }) => name in fields)?.fields[name] ?? stored(form.elements[name]);
  for (const name of edit ? [...body.keys()] : []) {
    const field = form.elements[name];
    if (field.matches?.(":not([type=hidden], #notes)") && (field.validity.badInput || body.get(name) === last(name))) body.delete(name);
  }
  const fields = Object.fromEntries(body), names = Object.keys(fields).filter((name) => name !== "version" && name !== "user");
  if (edit && !names.length) return event.preventDefault();
  remove((entry) => entry.failed && entry.action === action && Object.keys(entry.fields).every((name) => name in fields));
  const waiting = before.find((entry) => !entry.ctx);
  if (waiting) Object.assign(waiting.fields, fields, { version: waiting.fields.version });
  else entries.push({ action, fields, form: edit && form, ctx: before.length ? null : ctx });
  save();
  if (before.length) return event.preventDefault();
  ctx.fetch = async (to, options) => {
    const previous = turn;
    turn = new Promise((done) => { ctx.done = done; });
    await previous;
    if (left) return new Promise(() => {});
    entries.find((entry) => entry.ctx === ctx).sent = true;
    options.keepalive = String(options.body).length < small;
    return send(to, options);
  };
});
document.addEventListener("htmx:after:request", ({ detail: { ctx: { request, response }, ctx } }) => {
  if (temporary.includes(response.status) || response.headers.has("Docket-User")) return; // the last is for another user
  setTimeout(flush);
  if (!entries.some((entry) => entry.ctx === ctx)) return;
  const version = response.headers.get("Docket-Version");
  for (const form of version && response.status < 400 ? document.querySelectorAll(`.panel form[action="${request.action}"]`) : [])
    for (const [name, value] of request.body) if (form.elements[name]?.matches?.(":not([type=hidden])")) store(form.elements[name], value);
  remove((entry) => entry.ctx === ctx);
  for (const entry of entries) if (version && !entry.ctx && entry.action === request.action) entry.fields.version = version;
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const entry = entries.find((entry) => entry.ctx === ctx);
  ctx.done?.();
  if (!entry || left) return;
  Object.assign(entry, { failed: true, ctx: null });
  if (ctx.text === undefined) say(navigator.onLine ? "Docket doesn’t answer. Your change is kept here and sent again." : offline);
});
// An answer that is no screen, such as a proxy's page, is none.
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  if (ctx.request?.method === "POST") tasks.splice(0, tasks.length, ...tasks.filter(({ type }) => type !== "main"));
});
addEventListener("pagehide", () => {
  const last = new Map(); // edits of one task go as one, as several would overtake each other
  for (const entry of entries) {
    if (entry.sent || entry.failed) continue;
    const { version, ...fields } = entry.fields, first = version && last.get(entry.action);
    if (first) Object.assign(first.fields, fields);
    else last.set(version ? entry.action : entry, { action: entry.action, fields: entry.ctx ? entry.fields : fields });
  }
  for (const { action, fields } of last.values())
    fetch(action, { method: "POST", body: new URLSearchParams(fields), headers: { "HX-Request": "true" }, keepalive: true }).catch(() => {}); // nobody is there to be told
  remove(({ failed, fields }) => !failed && JSON.stringify(fields).length < small);
  left = true;
});
document.addEventListener("click", ({ target }) => {
  if (!target.closest(".toast .again")) return;
  target.closest(".toast").remove();
  flush();
});
addEventListener("online", () => { toasts?.querySelector(".failed")?.remove(); flush(); });
addEventListener("offline", () => { if (user) say(offline); });
setTimeout(flush);
