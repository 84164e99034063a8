// Moves a row by its handle and tells the server where it was let go. The row's
// menu does the same without a pointer.
const edge = 60; // the part of the window, in pixels, in which the page scrolls
let drag = null; // the row, the one it stood before, and where the pointer is
const beside = (row, step) => {
  let other = row[step];
  while (other && !other.matches(".task:not(.ghost)")) other = other[step];
  return other;
};

// The rows that the pointer has passed go to the other side of the one it holds,
// which stays in the document: the pointer would lose it otherwise.
const place = () => {
  const { row, at: { clientY }, grip } = drag, box = (other) => other.getBoundingClientRect();
  for (let next; (next = beside(row, "nextElementSibling")) && clientY > box(next).top + next.offsetHeight / 2;) row.before(next);
  for (let above; (above = beside(row, "previousElementSibling")) && clientY < box(above).top + above.offsetHeight / 2;) row.after(above);
  row.style.translate = "";
  row.style.translate = `0 ${clientY - grip - box(row).top}px`;
};

// At the window's edge the page scrolls for as long as there is more of the list:
// the closer to the edge, the faster.
const carry = () => {
  if (!drag) return;
  const { top, bottom } = drag.row.parentElement.getBoundingClientRect(), { clientY } = drag.at, low = innerHeight - edge;
  if (clientY < edge && top < edge) scrollBy(0, (clientY - edge) / 4);
  if (clientY > low && bottom > low) scrollBy(0, (clientY - low) / 4);
  place();
  requestAnimationFrame(carry);
};

const end = (at, dropped) => {
  const { row, home } = drag, list = row.parentElement, { left, right } = list.getBoundingClientRect();
  drag.at = at;
  place();
  drag = null;
  row.classList.remove("lifted");
  row.style.translate = "";
  if (!dropped || at.clientX < left - 48 || at.clientX > right + 48) list.insertBefore(row, home); // beside the list is no place in it
  const above = beside(row, "previousElementSibling"), below = beside(row, "nextElementSibling"), id = ({ id }) => id.slice("task-".length);
  if (below !== home) htmx.ajax("POST", `/tasks/${id(row)}/move`, { source: row, values: above ? { after: id(above) } : { before: id(below) } });
};

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-sortable] > .task > .grip"), row = grip?.parentElement;
  if (!grip || event.button !== 0 || drag) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  drag = { row, home: beside(row, "nextElementSibling"), grip: event.clientY - row.getBoundingClientRect().top, at: event };
  row.classList.add("lifted");
  carry();
});
document.addEventListener("pointermove", (event) => { if (drag?.at.pointerId === event.pointerId) drag.at = event; });
for (const type of ["pointerup", "pointercancel"])
  document.addEventListener(type, (event) => { if (drag?.at.pointerId === event.pointerId) end(event, type === "pointerup"); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drag) return;
  event.preventDefault();
  end(drag.at, false);
});
