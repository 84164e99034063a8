// Moves a row by its handle, or with a mouse a card by all of it, within its list or into
// another one on the page, and tells the server where it was let go. The row's menu and moves.js do the same
// without a pointer. Subtasks go with the row that they are under.
const edge = 60; // the part of the window, or of a board, in pixels, in which it scrolls
const far = 6; // how far, in pixels, a mouse goes before it is no click any more
let taken = null; // the card that the mouse has pressed, and where
let drag = null; // the row, where it came from, what is under it, and where the pointer is
const beside = (row, step) => {
  let other = row[step];
  while (other && !other.matches(".task:not(.ghost, .carried)")) other = other[step];
  return other;
};
const depth = (row) => Number(row?.dataset.depth ?? 0);
const below = (row) => {
  const rows = [];
  for (let next = row.nextElementSibling; next?.matches(".task") && depth(next) > depth(row); next = next.nextElementSibling) rows.push(next);
  return rows;
};
const box = (element) => element.getBoundingClientRect();

// The list that the pointer is over: the column of a board, or the last list that begins above it.
const under = ({ row, at: { clientX, clientY } }) => {
  const board = row.closest(".board"), lists = [...document.querySelectorAll("[data-sortable]")];
  if (board) return lists.find((list) => { const { left, right } = box(list.closest(".column")); return clientX >= left && clientX < right; }) ?? row.parentElement;
  return lists.findLast((list) => box(list.closest(".section") ?? list).top <= clientY) ?? lists[0];
};

// The rows that the pointer has passed go to the other side of the one it holds,
// which stays in the document: the pointer would lose it otherwise.
const place = () => {
  const { row, at: { clientX, clientY, pointerId }, hold } = drag, list = under(drag);
  if (list !== row.parentElement) {
    list.prepend(row);
    row.querySelector(".grip").setPointerCapture(pointerId);
  }
  for (let next; (next = beside(row, "nextElementSibling")) && clientY > box(next).top + next.offsetHeight / 2;) row.before(next);
  for (let above; (above = beside(row, "previousElementSibling")) && clientY < box(above).top + above.offsetHeight / 2;) row.after(above);
  row.style.translate = "";
  const { left, top } = box(row);
  row.style.translate = `${row.closest(".board") ? clientX - hold.x - left : 0}px ${clientY - hold.y - top}px`;
};

// At the window's edge the page scrolls for as long as there is more of the list:
// the closer to the edge, the faster. A board scrolls to its sides likewise.
const carry = () => {
  if (!drag) return;
  const { top, bottom } = box(drag.row.closest("#groups, .board") ?? drag.row.parentElement), { clientX, clientY } = drag.at, low = innerHeight - edge;
  if (clientY < edge && top < edge) scrollBy(0, (clientY - edge) / 4);
  if (clientY > low && bottom > low) scrollBy(0, (clientY - low) / 4);
  const board = drag.row.closest(".board"), sides = board && box(board);
  if (board && clientX < sides.left + edge) board.scrollLeft += (clientX - sides.left - edge) / 4;
  if (board && clientX > sides.right - edge) board.scrollLeft += (clientX - sides.right + edge) / 4;
  place();
  requestAnimationFrame(carry);
};

// tell says where a row now is: before the one below it, or after the last one above
// that it can stand beside, or in a list that has no other.
const tell = (row, carried) => {
  const id = (other) => other.id.slice("task-".length), next = beside(row, "nextElementSibling");
  let above = beside(row, "previousElementSibling");
  const root = !next || carried.length && depth(next);
  while (root && depth(above)) above = beside(above, "previousElementSibling");
  const values = !root ? { before: id(next) } : above ? { after: id(above) } : { section_id: row.parentElement.closest("[data-section]")?.dataset.section ?? "" };
  htmx.ajax("POST", `/tasks/${id(row)}/move`, { source: row, values });
};

const end = (at, dropped) => {
  const { row, home, list, carried } = drag, { left, right } = box(row.closest("#groups, .board") ?? list);
  drag.at = at;
  place();
  drag = null;
  row.classList.remove("lifted");
  row.style.translate = "";
  if (!dropped || at.clientX < left - 48 || at.clientX > right + 48) list.insertBefore(row, home); // beside the list is no place in it
  const moved = row.parentElement !== list || beside(row, "nextElementSibling") !== home;
  if (moved) tell(row, carried);
  row.after(...carried);
  for (const other of carried) other.classList.remove("carried");
};

const lift = (row, event) => {
  row.querySelector(".grip").setPointerCapture(event.pointerId); // and no click follows on what is in it
  getSelection().removeAllRanges();
  const carried = below(row), { left, top } = box(row);
  for (const other of carried) other.classList.add("carried");
  drag = { row, carried, list: row.parentElement, home: beside(row, "nextElementSibling"), hold: { x: event.clientX - left, y: event.clientY - top }, at: event };
  row.classList.add("lifted");
  carry();
};
document.addEventListener("pointerdown", (event) => {
  const { target } = event, row = target.closest("[data-sortable] > .task:has(> .grip)");
  if (!row || event.button !== 0 || drag) return;
  if (target.closest(".grip")) {
    event.preventDefault();
    lift(row, event);
  } else if (event.pointerType === "mouse" && row.closest(".board") && !target.closest("button, .more")) taken = { row, event };
});
document.addEventListener("pointermove", (event) => {
  if (!(event.buttons & 1)) taken = null; // let go where the page did not see it
  if (taken && Math.hypot(event.clientX - taken.event.clientX, event.clientY - taken.event.clientY) > far) {
    lift(taken.row, taken.event);
    taken = null;
  }
  if (drag?.at.pointerId === event.pointerId) drag.at = event;
});
for (const type of ["pointerup", "pointercancel"])
  document.addEventListener(type, (event) => {
    taken = null;
    if (drag?.at.pointerId === event.pointerId) end(event, type === "pointerup");
  });
document.addEventListener("dragstart", (event) => { if (taken || drag) event.preventDefault(); }); // a link is dragged by itself otherwise
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drag) return;
  event.preventDefault();
  end(drag.at, false);
});
