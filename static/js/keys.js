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
  if (event.altKey && event.key.startsWith("Arrow") && row && !typing(event)) {
    event.preventDefault();
    press(row.id, event.key);
  }
});
// What is pressed while a row is on its way waits until it is there.
const waiting = [];
const press = (rowID, key) => {
  const row = document.getElementById(rowID);
  if (row?.matches(".htmx-request")) waiting.push([rowID, key]);
  else if (row) move(row, key);
};
addEventListener("answered", () => { for (const pressed of waiting.splice(0)) press(...pressed); });
const sibling = (row, step) => {
  let other = row[step];
  while (other && (!other.matches(".task:not(.ghost)") || (other.dataset.depth ?? 0) > (row.dataset.depth ?? 0))) other = other[step];
  return (other?.dataset.depth ?? 0) === (row.dataset.depth ?? 0) ? other : null;
};
const id = (row) => row.id.slice("task-".length);
const post = (row, path, values) => htmx.ajax("POST", `/tasks/${id(row)}/${path}`, { source: row, values });
const move = (row, key) => {
  const lists = [...document.querySelectorAll("[data-sortable]")], at = lists.indexOf(row.parentElement), board = row.closest(".board");
  const section = (list) => list.firstElementChild ? { before: id(list.firstElementChild) } : { section_id: list.closest("[data-section]")?.dataset.section ?? "" };
  const into = (list, last) => {
    const root = last && [...(list?.children ?? [])].findLast((other) => !other.dataset.depth);
    if (list) post(row, "move", root ? { after: id(root) } : section(list));
  };
  const up = sibling(row, "previousElementSibling"), down = sibling(row, "nextElementSibling"), leaves = !row.dataset.depth && !board;
  switch (key) {
    case "ArrowUp":
      if (up) post(row, "move", { before: id(up) });
      else if (leaves) into(lists[at - 1], true);
      break;
    case "ArrowDown":
      if (down) post(row, "move", { after: id(down) });
      else if (leaves) into(lists[at + 1]);
      break;
    case "ArrowRight":
      if (board) into(lists[at + 1]);
      else post(row, "indent", {});
      break;
    case "ArrowLeft":
      if (board) into(lists[at - 1]);
      else if (row.dataset.depth) post(row, "outdent", {});
  }
};
