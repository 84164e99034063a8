// Keeps the focus where the eye is when what has it leaves: on what takes its place,
// on the next row, the one before, the heading above. Undo leads to the row that it
// brings back.
(() => {
  "use strict";
  const places = new WeakMap(); // a request, and where the focus goes after its answer, the best place first
  const title = (row, step) => {
    let other = row?.[step];
    while (other && !other.matches(".task:not(.ghost)")) other = other[step];
    return other?.querySelector(":scope > .title");
  };
  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    const at = document.activeElement, panel = at?.closest("aside.panel"), list = at?.closest(".tasks");
    const row = panel ? document.getElementById("task-" + panel.dataset.task) : at?.closest(".task");
    if (!at || at === document.body) return;
    const heading = row && document.getElementById(row.parentElement.id.replace("rows-", "head-"));
    const inPanel = (selector) => () => panel && document.querySelector("aside.panel " + selector);
    places.set(ctx, [
      () => at.closest(".tasks") === list && at, // elsewhere it is not where the eye is
      () => at.closest(".toast") || at.isConnected ? null : at.id && document.getElementById(at.id),
      inPanel(`#${at.closest("details")?.id} summary`), inPanel("#task-title"),
      title(row, "nextElementSibling"), title(row, "previousElementSibling"), heading, document.getElementById("main"),
    ]);
  });
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const there = (place) => place?.isConnected && place.checkVisibility(), at = document.activeElement;
    const undone = ctx.sourceElement?.matches?.("form[action^='/undo/']") && document.getElementById("open-" + ctx.response?.headers.get("Docket-Task"));
    const found = places.get(ctx)?.map((place) => typeof place === "function" ? place() : place).find(there);
    const to = there(undone) ? undone : found;
    if (!to || (to !== undone && at !== document.body && there(at) && at === to)) return;
    if (to.matches("h2:not([tabindex])")) to.tabIndex = -1;
    if (to !== at) to.focus({ preventScroll: true });
  });
})();
