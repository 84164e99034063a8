// Empties the field of a task that is sent, so that the next one can be typed at once,
// and names the task, so that one that is sent twice is added once. A text that is
// refused comes back, before what has been typed since; one that was not added for
// another reason, after it.
const later = []; // texts that wait for the field to be empty
const adds = '.quick-add, .add-line[action="/tasks"]';
const fieldOf = (form) => form?.elements.text ?? form?.elements.title ?? form?.elements.name;
const field = () => fieldOf(document.getElementById("quick-add"));
const typed = (body) => body?.get("text") ?? body?.get("title");
const newID = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => // crypto.randomUUID needs https
  (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
const empty = (input, text) => {
  input.value = input.defaultValue = text;
  if (text || !input.closest("dialog")) input.dispatchEvent(new Event("input", { bubbles: true }));
};
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement;
  if (!form.matches(adds + ", #new-section-form")) return;
  if (form.matches(adds)) ctx.request.body.set("id", newID());
  empty(fieldOf(form), "");
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
// What is lit behind the field belongs to the text that it was read from.
document.addEventListener("input", ({ target }) => {
  const lit = target.closest(".typed")?.querySelector(".lit");
  if (lit) lit.hidden = lit.textContent !== target.value;
});
document.addEventListener("scroll", ({ target }) => { // a long line is scrolled in its field
  if (target.matches?.(".typed > .bare")) target.previousElementSibling.scrollLeft = target.scrollLeft;
}, true);
document.addEventListener("htmx:after:swap", () => {
  for (const lit of document.querySelectorAll(".lit")) lit.hidden = lit.textContent !== lit.nextElementSibling.value;
});
// The cross of a chip makes its part plain text.
document.addEventListener("click", (event) => {
  const cross = event.target.closest("[data-plain]"), input = fieldOf(cross?.closest("form"));
  if (!input) return;
  event.preventDefault();
  empty(input, new URL(cross.href).searchParams.get("text"));
  input.focus();
});
