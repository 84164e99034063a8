// Keeps the focus where the eye is when a row leaves: on the next row, else the
// one before, else the heading of its group.
(() => {
  "use strict";
  const next = new WeakMap(); // a leaving row's request, and where the focus goes
  const title = (row) => row?.querySelector(":scope > .title");
  document.addEventListener("htmx:before:swap", (event) => {
    const ctx = event.detail.ctx;
    const row = ctx?.sourceElement?.closest?.(".task");
    if (!row?.contains(document.activeElement)) return;
    const beside = (step) => {
      let other = row[step];
      while (other && !other.matches(".task:not(.htmx-swapping)")) other = other[step];
      return title(other);
    };
    next.set(ctx, beside("nextElementSibling") ?? beside("previousElementSibling") ??
      row.closest(".group")?.querySelector("h2") ?? document.getElementById("main"));
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const to = next.get(event.detail.ctx);
    if (!to || (document.activeElement && document.activeElement !== document.body)) return;
    if (to.matches("h2")) to.tabIndex = -1;
    to.focus({ preventScroll: true });
  });
})();
