// Keeps the focus where the eye is when what has it leaves. When a row does: on
// the row where it comes back in its list, else on the next one, the one before,
// the heading above. When part of the open task does: on what takes its place,
// else on what it unfolded from, else on the title; when the task does, as if its
// row did.
(() => {
  "use strict";
  const focus = new WeakMap(); // a request, and what finds where the focus goes after its answer
  const beside = (row, step) => {
    let other = row[step];
    while (other && !other.matches(".task:not(.htmx-swapping)")) other = other[step];
    return other?.querySelector(":scope > .title");
  };
  const others = (row) => [beside(row, "nextElementSibling"), beside(row, "previousElementSibling"),
    document.getElementById(row.parentElement.id.replace("rows-", "head-")), document.getElementById("main")];
  const inRow = (row, control) => {
    const list = row.parentElement, rest = others(row);
    return () => {
      const again = document.getElementById(row.id);
      return again?.parentElement === list ? again.querySelector(control) : rest.find((other) => other?.isConnected);
    };
  };
  const inPanel = (panel, { id }, fold) => {
    const row = document.getElementById("task-" + panel.dataset.task);
    const rest = row ? others(row) : [document.getElementById("main")];
    return () => {
      const open = document.querySelector("aside.panel");
      if (!open) return rest.find((other) => other?.isConnected);
      return (id && open.querySelector("#" + CSS.escape(id))) || (fold && open.querySelector(`#${fold} summary`)) || open.querySelector("#task-title");
    };
  };
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx, tasks = [] } = event.detail;
    const at = document.activeElement, row = at?.closest(".task"), panel = at?.closest("aside.panel");
    if (panel) focus.set(ctx, inPanel(panel, at, at.closest("details")?.id));
    if (row && tasks.some(({ target, swapSpec }) => /Morph$/.test(swapSpec?.style) ? target?.contains(row) :
      target === row && /^(delete|outerHTML)$/.test(swapSpec?.style))) focus.set(ctx, inRow(row, at.matches(".more") ? ".more" : ".title"));
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const find = focus.get(event.detail.ctx), at = document.activeElement;
    // What has been folded away keeps the focus until the next frame.
    if (!find || (at && at !== document.body && at.checkVisibility())) return;
    const to = find();
    if (to?.matches("h2:not([tabindex])")) to.tabIndex = -1;
    to?.focus({ preventScroll: true });
  });
})();
