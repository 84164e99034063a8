// Keeps the focus where the eye is when a row leaves: on the row where it comes
// back in its list, else on the next one, the one before, the heading above.
(() => {
  "use strict";
  const focus = new WeakMap(); // a request whose answer takes rows away, and where the focus was
  const beside = (row, step) => {
    let other = row[step];
    while (other && !other.matches(".task:not(.htmx-swapping)")) other = other[step];
    return other?.querySelector(":scope > .title");
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
    const row = document.activeElement?.closest(".task");
    if (row && tasks.some(({ target, swapSpec }) => /Morph$/.test(swapSpec?.style) ? target?.contains(row) :
      target === row && /^(delete|outerHTML)$/.test(swapSpec?.style))) remember(ctx, row);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const was = focus.get(event.detail.ctx);
    if (!was || (document.activeElement && document.activeElement !== document.body)) return;
    const again = document.getElementById(was.id);
    const to = again?.parentElement === was.list ? again.querySelector(was.control) : was.others.find((other) => other?.isConnected);
    if (to?.matches("h2")) to.tabIndex = -1;
    to?.focus({ preventScroll: true });
  });
})();
