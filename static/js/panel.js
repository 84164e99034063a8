// Opens and closes the task beside its list without leaving the list: the back
// button, the panel's cross and Escape close it and put the focus on its row.
const isTask = (path) => path.startsWith("/tasks/");
const fromList = !isTask(location.pathname); // so the step before an open task is the list
const panel = () => document.querySelector("aside.panel");
// Marks the row of the task that is open, and names the page after it.
const show = () => {
  const open = panel(), heading = open?.querySelector("#task-title").textContent ?? document.body.dataset.title;
  for (const title of document.querySelectorAll(".title[aria-current]")) title.removeAttribute("aria-current");
  document.getElementById("open-" + open?.dataset.task)?.setAttribute("aria-current", "true");
  if (heading) document.title = heading + " – Docket";
};
// Going from one task to the next adds no step for the back button.
document.addEventListener("htmx:before:history:update", ({ detail: { history } }) => {
  if (panel() && isTask(history.path)) history.type = "replace";
});
document.addEventListener("htmx:after:swap", () => {
  show();
  // Its task was deleted: what is on the screen is the list.
  if (document.getElementById("panel")?.hidden && isTask(location.pathname)) history.replaceState(history.state, "", document.body.dataset.view);
});
// The list is still on the screen and was kept up to date: nothing to load.
document.addEventListener("htmx:before:history:restore", (event) => {
  const open = panel();
  if (!open || event.detail.path !== document.body.dataset.view) return;
  event.preventDefault();
  open.outerHTML = '<div id="panel" hidden></div>';
  show();
  document.getElementById("open-" + open.dataset.task)?.focus();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest(".panel-close, .back") || !panel() || !fromList) return;
  event.preventDefault();
  history.back();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || !panel()) return;
  if (!document.querySelector("dialog[open], :popover-open")) panel().querySelector(".panel-close").click();
});
