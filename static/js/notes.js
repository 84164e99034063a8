// Keeps what is typed into a task's notes until it is saved: through closing the
// task, another page, and a new sign-in.
const form = () => document.getElementById("notes-form");
const key = (action = form().getAttribute("action")) => `draft ${document.body.dataset.user} notes of ${action}`;
const restore = () => {
  const kept = form() && sessionStorage.getItem(key());
  if (!kept) return;
  const { text, version } = JSON.parse(kept), { notes, version: latest } = form().elements;
  if (notes.value !== notes.defaultValue) return;
  notes.value = text;
  // What it was written for: the server finds what changed since. A restored backup may be older.
  latest.value = Math.min(version, latest.value);
  form().closest("details").open = true;
};
document.addEventListener("input", ({ target }) => {
  if (!target.matches("#notes")) return;
  if (target.value === target.defaultValue) sessionStorage.removeItem(key());
  else sessionStorage.setItem(key(), JSON.stringify({ text: target.value, version: form().elements.version.value }));
});
document.addEventListener("htmx:before:swap", ({ detail: { ctx: { request, response } } }) => {
  const saved = response.status < 400 ? request.body?.get("notes") : null, shown = form() && key() === key(request.action);
  if (saved == null || shown && form().elements.notes.value !== saved) return;
  sessionStorage.removeItem(key(request.action));
  if (shown) form().closest("details").open = false;
});
document.addEventListener("htmx:after:swap", restore);
// A preview, of notes or in quick add, that cannot be had is no reason to leave what is being written. None is asked for
// on the way out.
let leaving = false;
const isPreview = ({ request: { action, method }, sourceElement }) => action.endsWith("/preview") || method === "GET" && sourceElement.matches(".bare");
document.addEventListener("submit", ({ target }) => { leaving ||= target.getAttribute("action") === "/sign-out"; });
document.addEventListener("htmx:config:request", (event) => {
  if (leaving && isPreview(event.detail.ctx)) event.preventDefault();
});
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (isPreview(ctx) && ![200, 422].includes(ctx.response.status)) event.preventDefault();
});
document.addEventListener("toggle", ({ target }) => {
  if (target.id === "notes-edit" && target.open && target.contains(document.activeElement)) form().elements.notes.focus();
}, true);
restore();
