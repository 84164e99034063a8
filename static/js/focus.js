// Keeps the focus where the eye is when a row leaves: on the row where it comes
// back in its list, else on the next one, the one before, the heading above. A
// row on its way out gives up its id: its task may be back before it has gone.
(() => {
  "use strict";
  const focus = new WeakMap(); // a request whose answer takes a row away, and where the focus was
  const leaving = new Map(); // an id, and the row that had it with the request that takes it away
  const title = (row) => row.querySelector(":scope > .title");
  const beside = (row, step) => {
    let other = row[step];
    while (other && !other.matches(".task:not(.htmx-swapping)")) other = other[step];
    return other && title(other);
  };
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx, tasks = [] } = event.detail;
    for (const row of tasks.flatMap(({ fragment }) => [...(fragment?.querySelectorAll(".task[id]") ?? [])])) {
      const twin = leaving.get(row.id);
      if (twin && twin.ctx !== ctx) twin.row.remove();
    }
    for (const { target, swapSpec } of tasks) {
      if (!target?.matches?.(".task") || !/^(delete|outerHTML)$/.test(swapSpec?.style)) continue;
      const active = document.activeElement, list = target.parentElement;
      if (target.contains(active)) focus.set(ctx, {
        id: target.id, list, control: active.matches(".more") ? ".more" : ".title",
        others: [beside(target, "nextElementSibling"), beside(target, "previousElementSibling"),
          document.getElementById(list.id.replace("rows-", "head-")), document.getElementById("main")],
      });
      if (!swapSpec.swap) continue;
      leaving.set(target.id, { row: target, ctx });
      for (const named of [target, title(target)]) named?.removeAttribute("id");
    }
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail;
    for (const [id, gone] of leaving) if (gone.ctx === ctx) leaving.delete(id);
    const was = focus.get(ctx);
    if (!was || (document.activeElement && document.activeElement !== document.body)) return;
    const again = document.getElementById(was.id);
    const to = again?.parentElement === was.list ? again.querySelector(was.control) : was.others.find((other) => other?.isConnected);
    if (to?.matches("h2")) to.tabIndex = -1;
    to?.focus({ preventScroll: true });
  });
})();
