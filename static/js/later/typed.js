// Shows what was understood of a text in quick add while it is typed: lit in the field,
// and as chips, each of which its cross makes plain text again.
// What is lit behind the field belongs to the text that it was read from.
const light = (input) => {
  const lit = input.closest(".typed")?.querySelector(".lit");
  if (!lit) return;
  lit.hidden = lit.textContent !== input.value;
  lit.scrollLeft = input.scrollLeft; // a long line is scrolled in its field
};
for (const when of ["input", "scroll"])
  document.addEventListener(when, ({ target }) => {
    if (!target.matches?.(".typed > .bare")) return;
    light(target);
    requestAnimationFrame(() => light(target)); // once the caret has been scrolled to
  }, true);
for (const when of ["htmx:after:swap", "htmx:config:request"])
  document.addEventListener(when, () => { for (const input of document.querySelectorAll(".typed > .bare")) light(input); });
// What was understood is shown of the text that is there, and not in place of what is
// wrong with it.
const preview = (ctx) => ctx.sourceElement.matches?.(".quick-add .bare") && ctx.request.method === "GET" && ctx.sourceElement;
document.addEventListener("htmx:config:request", (event) => {
  const input = preview(event.detail.ctx);
  if (input && input.hasAttribute("aria-invalid") && input.value === input.defaultValue) event.preventDefault();
  else if (input) event.detail.ctx.typed = input.value;
});
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail, input = preview(ctx);
  if (input && ctx.typed !== document.getElementById(input.id)?.value) event.preventDefault();
});
// The cross of a chip makes its part plain text.
document.addEventListener("click", (event) => {
  const cross = event.target.closest("[data-plain]"), input = cross?.closest("form").querySelector(".bare");
  if (!input) return;
  event.preventDefault();
  input.value = new URL(cross.href).searchParams.get("text");
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
});
