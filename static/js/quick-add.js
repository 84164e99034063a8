// Empties the quick-add field as its task is sent, so that the next one can be
// typed at once and nothing is sent twice. A task that could not be sent comes
// back into the field.
(() => {
  "use strict";
  const texts = new WeakMap(); // a request, and what was sent with it
  const field = (ctx) => ctx?.sourceElement?.id === "quick-add" && ctx.sourceElement.elements.title;
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (!field(ctx)) return;
    texts.set(ctx, field(ctx).value);
    field(ctx).value = "";
    field(ctx).removeAttribute("aria-invalid");
    field(ctx).focus({ preventScroll: true });
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (!field(ctx) || !texts.has(ctx) || (ctx.response && ctx.response.status < 400)) return;
    if (!field(ctx).value) field(ctx).value = texts.get(ctx);
  });
})();
