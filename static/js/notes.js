// Keeps what is typed into a task's notes until it is saved: through closing the
// task, another page, and a new sign-in.
const form = () => document.getElementById("notes-form");
const key = () => `draft ${document.body.dataset.user} notes of ${document.getElementById("panel").dataset.task}`;
const restore = () => {
  const kept = form() && sessionStorage.getItem(key());
  if (!kept || form().notes.value !== form().notes.defaultValue) return;
  const { text, version } = JSON.parse(kept);
  form().notes.value = text;
  // What it was written for: the server finds what changed since. A restored backup may be older.
  form().version.value = Math.min(version, form().version.value);
  form().closest("details").open = true;
};
document.addEventListener("input", ({ target }) => {
  if (!target.matches("#notes")) return;
  if (target.value === target.defaultValue) sessionStorage.removeItem(key());
  else sessionStorage.setItem(key(), JSON.stringify({ text: target.value, version: form().version.value }));
});
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (!ctx.sourceElement?.matches?.(".panel form") || !ctx.request.body?.has("notes") || ctx.response.status >= 400) return;
  sessionStorage.removeItem(key());
  if (form()) form().closest("details").open = false;
});
document.addEventListener("htmx:after:settle", restore);
document.addEventListener("toggle", ({ target }) => {
  if (target.id === "notes-edit" && target.open && target.contains(document.activeElement)) form().notes.focus();
}, true);
restore();
