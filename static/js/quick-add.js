// Empties the quick add as its task is sent, so that the next one can be typed at
// once, and names the task, so that one that is sent twice is added once. A title
// that is refused comes back, before what has been typed since.
const later = []; // typed while a refused title came back
const field = () => document.getElementById("new-task");
const mine = (ctx) => ctx.sourceElement?.id === "quick-add" && field();
const newID = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => // crypto.randomUUID needs https
  (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (!mine(ctx)) return;
  ctx.request.body.set("id", newID());
  field().value = field().defaultValue = "";
  field().removeAttribute("aria-invalid");
  field().focus({ preventScroll: true });
}, true); // before the outbox takes it
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (!mine(ctx) || !field().value) return;
  if (ctx.response.status === 422) later.push(field().value);
  else ctx.typed = field().value;
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (mine(ctx)) field().value = ctx.response.status === 422 ? field().defaultValue : ctx.typed ?? later.shift() ?? "";
});
