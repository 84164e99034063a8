// Keeps the focus where the eye is when a row leaves: on the row where it comes
// back in its list, else on the next one, the one before, the heading above. A
// row on its way out gives up its id: its task may be back before it has gone.
(() => {
  "use strict";
  const focus = new WeakMap(); // a request whose answer takes rows away, and where the focus was
  const leaving = new Map(); // an id, and the row that had it with the request that takes it away
  const title = (row) => row.querySelector(":scope > .title");
  const beside = (row, step) => {
    let other = row[step];
    while (other && !other.matches(".task:not(.htmx-swapping)")) other = other[step];
    return other && title(other);
  };
  const remember = (ctx, row) => {
    const list = row.parentElement;
    focus.set(ctx, {
      id: row.id, list, control: document.activeElement.matches(".more") ? ".more" : ".title",
      others: [beside(row, "nextElementSibling"), beside(row, "previousElementSibling"),
        document.getElementById(list.id.replace("rows-", "head-")), document.getElementById("main")],
    });
  };
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx, tasks = [] } = event.detail;
    const focused = document.activeElement?.closest(".task");
    for (const { target, swapSpec, fragment } of tasks) {
      const whole = /Morph$/.test(swapSpec?.style), row = target?.matches?.(".task") && /^(delete|outerHTML)$/.test(swapSpec?.style);
      if (focused && (whole ? target?.contains(focused) : row && target === focused)) remember(ctx, focused);
      // What is drawn anew must find neither a row that is on its way out nor its twin.
      for (const [id, gone] of leaving)
        if (whole ? target?.contains(gone.row) : gone.ctx !== ctx && fragment?.querySelector(`.task[id="${id}"]`)) gone.row.remove();
      if (!row || !swapSpec.swap) continue;
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
