// Empties the quick-add field once its task is added, and keeps the focus in it
// for the next one. What was typed meanwhile stays.
(() => {
  "use strict";
  let sent = "";
  document.addEventListener("htmx:before:request", (event) => {
    const form = event.detail.ctx?.sourceElement;
    if (form?.id === "quick-add") sent = form.elements.title.value;
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const ctx = event.detail.ctx;
    if (ctx?.sourceElement?.id !== "quick-add" || ctx.response.status >= 400) return;
    const field = ctx.sourceElement.elements.title;
    if (field.value === sent) field.value = "";
    field.removeAttribute("aria-invalid");
    field.focus({ preventScroll: true });
  });
})();
