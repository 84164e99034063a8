// Moves a row by its handle and tells the server where it was let go. The row's
// menu does the same without a pointer.
const edge = 60; // the part of the window, in pixels, in which the page scrolls
let drag = null; // what is being moved, from where, and where the pointer is
const lift = (event) => {
  const grip = event.target.closest("[data-sortable] > .task > .grip"), row = grip?.parentElement;
  if (!grip || event.button !== 0 || drag) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  const marker = Object.assign(document.createElement("li"), { className: "drop", ariaHidden: "true" });
  drag = { row, marker, list: row.parentElement, from: event.clientY + scrollY, at: event };
};
const place = () => {
  const { row, list, marker, from, at: { clientX, clientY } } = drag, { left, right } = list.getBoundingClientRect();
  row.style.translate = `0 ${clientY + scrollY - from}px`;
  if (clientX < left - 48 || clientX > right + 48) return marker.remove(); // beside the list is no place in it
  const below = ({ top, height }) => clientY < top + height / 2;
  const next = [...list.querySelectorAll(":scope > .task:not(.lifted)")].find((other) => below(other.getBoundingClientRect()));
  list.insertBefore(marker, next ?? null);
};
// For as long as the pointer rests at the edge and there is more of the list: the
// closer to the edge, the faster.
const scroll = () => {
  if (!drag) return;
  const { top, bottom } = drag.list.getBoundingClientRect(), { clientY } = drag.at, low = innerHeight - edge;
  if (clientY < edge && top < edge) scrollBy(0, (clientY - edge) / 4);
  if (clientY > low && bottom > low) scrollBy(0, (clientY - low) / 4);
  requestAnimationFrame(scroll);
};
const carry = (event) => {
  if (drag?.at.pointerId !== event.pointerId) return;
  drag.at = event;
  if (!drag.moved && Math.abs(event.clientY + scrollY - drag.from) < 4) return;
  if (!drag.moved) scroll();
  drag.moved = true;
  drag.row.classList.add("lifted");
  place();
};
const letGo = (event, dropped) => {
  if (!drag || drag.at.pointerId !== (event.pointerId ?? drag.at.pointerId)) return;
  const { row, marker } = drag, id = ({ id }) => id.slice("task-".length);
  const beside = (step) => {
    let other = marker[step];
    while (other && !other.matches(".task:not(.ghost)")) other = other[step];
    return other;
  };
  const above = beside("previousElementSibling"), below = beside("nextElementSibling");
  drag = null;
  row.classList.remove("lifted");
  row.style.translate = "";
  if (!dropped || !marker.isConnected || above === row || below === row) return marker.remove();
  marker.replaceWith(row);
  htmx.ajax("POST", `/tasks/${id(row)}/move`, { source: row, target: "#main", swap: "none", values: above ? { after: id(above) } : { before: id(below) } });
};
document.addEventListener("pointerdown", lift);
document.addEventListener("pointermove", carry);
addEventListener("scroll", () => { if (drag?.moved) place(); });
document.addEventListener("pointerup", (event) => letGo(event, true));
document.addEventListener("pointercancel", (event) => letGo(event, false));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drag) return;
  event.preventDefault();
  letGo(event, false);
});
