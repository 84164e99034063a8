// On a row, alt and the arrows move it up and down, under the one above and out again, and
// a card from column to column. Each press counts: one that comes before the last one was
// answered has its turn after that, on what the page then shows.
const presses = [];
const id = (row) => row.id.slice("task-".length);
const post = (row, path, values) => htmx.ajax("POST", `/tasks/${id(row)}/${path}`, { source: row, values });
const depth = (row) => Number(row?.dataset.depth ?? 0);
const sibling = (row, step) => {
  let other = row[step];
  while (other && (!other.matches(".task:not(.ghost)") || depth(other) > depth(row))) other = other[step];
  return depth(other) === depth(row) ? other : null;
};
const roots = (list) => [...list.children].filter((row) => row.matches(".task:not(.ghost)") && !depth(row));
const move = (row, key) => {
  const lists = [...document.querySelectorAll("[data-sortable]")], at = lists.indexOf(row.parentElement), board = row.closest(".board");
  const up = sibling(row, "previousElementSibling"), down = sibling(row, "nextElementSibling");
  const into = (list, last) => {
    if (!list) return;
    const others = roots(list), section = { section_id: list.closest("[data-section]")?.dataset.section ?? "" };
    post(row, "move", !others.length ? section : last ? { after: id(others.at(-1)) } : { before: id(others[0]) });
  };
  if (key === "ArrowUp" && up) post(row, "move", { before: id(up) });
  else if (key === "ArrowDown" && down) post(row, "move", { after: id(down) });
  else if (key === "ArrowUp" || key === "ArrowDown") {
    if (!depth(row) && !board) into(lists[at + (key === "ArrowUp" ? -1 : 1)], key === "ArrowUp");
  } else if (board) into(lists[at + (key === "ArrowRight" ? 1 : -1)], false);
  else if (key === "ArrowRight") post(row, "indent", {});
  else if (depth(row)) post(row, "outdent", {});
};
const next = () => {
  if (!presses.length || sessionStorage.getItem(`draft ${document.body.dataset.user} outbox`)) return;
  const [name, key] = presses.shift(), row = document.getElementById(name);
  if (row) move(row, key);
  setTimeout(next); // where that changes nothing
};
document.addEventListener("htmx:finally:request", () => setTimeout(next));
document.addEventListener("keydown", (event) => {
  const { target, key, altKey, ctrlKey, metaKey, isComposing, repeat } = event, row = target.closest("[data-sortable] > .task");
  if (!row || !/^Arrow/.test(key) || !altKey || ctrlKey || metaKey || isComposing || event.defaultPrevented) return;
  if (target.matches("input, textarea, select") || document.querySelector("dialog[open], :popover-open")) return;
  event.preventDefault(); // also while it is held: alt and left leave the page
  if (!repeat) presses.push([row.id, key]);
  setTimeout(next);
});
