// Opens and closes the task beside its list without leaving the list: the back
// button, the panel's cross and Escape close it and put the focus on its row.
let pushed = false; // the panel was opened from the list that is on the screen
const panel = () => document.querySelector("aside.panel");
const mark = (id) => {
  for (const title of document.querySelectorAll(".title[aria-current]")) title.removeAttribute("aria-current");
  if (id) document.getElementById("open-" + id)?.setAttribute("aria-current", "true");
};
const name = () => {
  const heading = panel()?.querySelector("#task-title")?.textContent ?? document.body.dataset.title;
  if (heading) document.title = heading + " – Docket";
};
const close = () => {
  const { task } = panel().dataset;
  panel().outerHTML = `<div id="panel" hidden></div>`;
  pushed = false;
  mark();
  name();
  document.getElementById("open-" + task)?.focus();
};
const leave = () => {
  if (pushed) history.back();
  else location.href = panel().querySelector(".panel-close").href;
};
// From one task to the next is no step that the back button takes back.
document.addEventListener("htmx:before:history:update", (event) => {
  if (panel() && event.detail.history.path.startsWith("/tasks/")) event.detail.history.type = "replace";
});
document.addEventListener("htmx:after:history:push", (event) => {
  if (event.detail.path.startsWith("/tasks/")) pushed = true;
});
document.addEventListener("htmx:after:settle", () => {
  name();
  mark(panel()?.dataset.task);
  if (panel()) return;
  // Its task was deleted: what is on the screen is the list.
  if (document.getElementById("panel") && location.pathname.startsWith("/tasks/")) history.replaceState(history.state, "", document.body.dataset.view);
  pushed = false;
});
// The list is still on the screen and was kept up to date: nothing to load.
document.addEventListener("htmx:before:history:restore", (event) => {
  if (!panel() || event.detail.path !== document.body.dataset.view) return;
  event.preventDefault();
  close();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest(".panel-close, .back") || !pushed) return;
  event.preventDefault();
  leave();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || !panel()) return;
  if (!document.querySelector("dialog[open], :popover-open")) leave();
});
