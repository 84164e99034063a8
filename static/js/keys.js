// Keys: q or c opens quick add from anywhere; on a row, alt and the arrows move it up
// and down, under the one above and out again, and a card from column to column.
const typing = ({ target }) => target.matches("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open], :popover-open");
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat || event.ctrlKey || event.metaKey) return;
  if (!event.altKey && (event.key === "q" || event.key === "c") && !typing(event) && document.body.dataset.user) {
    event.preventDefault();
    const view = document.getElementById("main").dataset.view || document.body.dataset.view || "/inbox";
    htmx.ajax("GET", `/quick-add?${new URLSearchParams({ dialog: "1", view })}`, { source: document.head, target: "#dialogs", swap: "innerHTML" });
    return;
  }
  const row = event.target.closest("[data-sortable] > .task");
  if (event.altKey && row && !typing(event) && move(row, event.key)) event.preventDefault();
});
const sibling = (row, step) => {
  let other = row[step];
  while (other && (!other.matches(".task:not(.ghost)") || (other.dataset.depth ?? 0) > (row.dataset.depth ?? 0))) other = other[step];
  return (other?.dataset.depth ?? 0) === (row.dataset.depth ?? 0) ? other : null;
};
const post = (row, path, values) => htmx.ajax("POST", `/tasks/${row.id.slice("task-".length)}/${path}`, { source: row, values });
const id = (row) => row.id.slice("task-".length);
const move = (row, key) => {
  const lists = [...document.querySelectorAll("[data-sortable]")], at = lists.indexOf(row.parentElement), board = row.closest(".board");
  const into = (list, last) => list && post(row, "move", last && list.lastElementChild ? { after: id(list.lastElementChild) } : section(list));
  const section = (list) => list.firstElementChild ? { before: id(list.firstElementChild) } : { section_id: list.closest("[data-section]")?.dataset.section ?? "" };
  const up = sibling(row, "previousElementSibling"), down = sibling(row, "nextElementSibling");
  switch (key) {
    case "ArrowUp":
      if (up) post(row, "move", { before: id(up) });
      else if (!row.dataset.depth && !board) into(lists[at - 1], true);
      return true;
    case "ArrowDown":
      if (down) post(row, "move", { after: id(down) });
      else if (!row.dataset.depth && !board) into(lists[at + 1], false);
      return true;
    case "ArrowRight":
      if (board) into(lists[at + 1], false);
      else post(row, "indent", {});
      return true;
    case "ArrowLeft":
      if (board) into(lists[at - 1], false);
      else if (row.dataset.depth) post(row, "outdent", {});
      return true;
  }
  return false;
};
