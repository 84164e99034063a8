// Empties the quick add as its task is sent, so that the next one can be typed at
// once, and names the task, so that one that is sent twice is added once. A title
// that is refused comes back, before what has been typed since; one that was not
// added for another reason, after it.
const later = []; // titles that wait for the field to be empty
const field = () => document.getElementById("new-task");
const newID = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => // crypto.randomUUID needs https
  (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id !== "quick-add") return;
  ctx.request.body.set("id", newID());
  field().value = field().defaultValue = "";
  field().removeAttribute("aria-invalid");
  field().focus({ preventScroll: true });
}, true); // before it is put into the outbox
const added = ({ entry }) => field() && entry?.action === field().form.getAttribute("action");
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const { request, response: { status } } = ctx, title = status === 422 ? field()?.value : status >= 400 && status < 502 && request.body?.get("title");
  if (added(ctx) && title) later.push(title);
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (added(ctx) && ctx.response.status !== 422 && !field().value) field().value = later.shift() ?? "";
});
