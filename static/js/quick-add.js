// Empties the field of a task that is sent, so that the next one can be typed at once,
// and names the task, so that one that is sent twice is added once. A text that is
// refused comes back, before what has been typed since; one that was not added for
// another reason, after it.
const later = []; // texts that wait for the field to be empty
const adds = '.quick-add, .add-line[action="/tasks"]';
const fieldOf = (form) => form?.querySelector("[name=text], [name=title], [name=name], [name=add_label]");
const field = () => fieldOf(document.getElementById("quick-add"));
const typed = (body) => body?.get("text") ?? body?.get("title");
const newID = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => // crypto.randomUUID needs https
  (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement;
  if (!form.matches(adds + ", #new-section-form, #labels-form")) return;
  if (form.matches(adds)) ctx.request.body.set("id", newID());
  fieldOf(form).value = fieldOf(form).defaultValue = "";
  fieldOf(form).removeAttribute("aria-invalid");
  fieldOf(form).focus({ preventScroll: true });
}, true); // before it is put into the outbox
const added = ({ entry }) => field() && entry?.action === "/tasks";
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const { request, response: { status } } = ctx, text = status === 422 ? field()?.value : status >= 400 && status < 502 && typed(request.body);
  if (added(ctx) && text) later.push(text);
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (added(ctx) && ctx.response.status !== 422 && !field().value) field().value = later.shift() ?? "";
});
