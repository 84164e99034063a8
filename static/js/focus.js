// Keeps the focus where the eye is when what has it leaves: on what takes its place,
// on the next row, the one before, the heading above. Undo leads to the row that it
// brings back.
const there = (place) => place?.isConnected && place !== document.body && place.checkVisibility();
const title = (row, step) => {
  let other = row?.[step];
  while (other && !other.matches(".task:not(.ghost)")) other = other[step];
  return other?.querySelector(":scope > .title");
};
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const at = document.activeElement, panel = at.closest("aside.panel"), fold = at.closest("details")?.id;
  const row = panel ? document.getElementById("task-" + panel.dataset.task) : at.closest(".task");
  const beside = [title(row, "nextElementSibling"), title(row, "previousElementSibling"),
    row && document.getElementById(row.parentElement.id.replace("rows-", "head-")), document.getElementById("main")];
  const inPanel = (selector) => panel && document.querySelector("aside.panel " + selector);
  ctx.focus = { at, list: at.closest(".tasks"),
    instead: () => [at.id && document.getElementById(at.id), inPanel(`#${fold} summary`), inPanel("#task-title"), ...beside] };
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const { at, list, instead } = ctx.focus, now = document.activeElement;
  const undone = ctx.request.action.startsWith("/undo/") && document.getElementById("open-" + ctx.response.headers.get("Docket-Task"));
  const led = /\/(move|indent|outdent)$/.test(ctx.request.action); // by a hand, which the eye follows
  const moved = !led && at?.closest(".tasks") !== list; // into another list, where the eye is not
  if (there(now) && !undone && !(moved && now === at)) return;
  const to = [undone, !moved && at, ...instead().filter((place) => place !== at)].find(there);
  if (to?.matches("h2:not([tabindex])")) to.tabIndex = -1;
  to?.focus({ preventScroll: true });
});
