// Moves a task to another day: by its handle or, with a mouse in a calendar, by all of
// it. The task's menu does the same without a pointer.
const edge = 60; // the part of the window, in pixels, in which the page scrolls
const far = 6; // how far, in pixels, a mouse goes before it is no click any more
let drag = null; // the row, where it was taken, where the pointer is and over which day
const dayAt = ({ row, at: { clientX, clientY } }) => document.elementsFromPoint(clientX, clientY)
  .filter((element) => !row.contains(element)).map((element) => element.closest("[data-days] [data-day]")).find((day) => day);

const lift = () => {
  const { row, at } = drag;
  drag.lifted = true;
  row.setPointerCapture(at.pointerId); // and no click follows on what is in it
  row.classList.add("lifted");
  getSelection().removeAllRanges();
  carry();
};

// The row stays in its place in the document, so the way that it has gone is that of the
// pointer and of the page below it.
const place = () => {
  const { row, at, from, day } = drag, over = dayAt(drag);
  row.style.translate = `${at.clientX - from.x}px ${at.clientY + scrollY - from.y}px`;
  if (over === day) return;
  day?.classList.remove("drop");
  over?.classList.add("drop");
  drag.day = over;
};

// At the window's edge the page scrolls for as long as there are more days: the closer to
// the edge, the faster.
const carry = () => {
  if (!drag) return;
  const { top, bottom } = drag.row.closest("[data-days]").getBoundingClientRect(), { clientY } = drag.at, low = innerHeight - edge;
  if (clientY < edge && top < edge) scrollBy(0, (clientY - edge) / 4);
  if (clientY > low && bottom > low) scrollBy(0, (clientY - low) / 4);
  place();
  requestAnimationFrame(carry);
};

const end = (at, dropped) => {
  const { row, home, lifted } = drag;
  drag.at = at;
  if (lifted) place();
  const { day } = drag;
  drag = null;
  if (!lifted) return;
  day?.classList.remove("drop");
  row.classList.remove("lifted");
  row.style.translate = "";
  if (!dropped || !day || day === home) return;
  day.querySelector(".tasks").append(row); // until the answer says where it stands
  htmx.ajax("POST", `/tasks/${row.id.slice("task-".length)}/move`, { source: row, values: { due_on: day.dataset.day } });
};

document.addEventListener("pointerdown", (event) => {
  const { target } = event, row = target.closest("[data-days] .task:has(> .grip)"), grip = target.closest(".grip");
  if (!row || event.button !== 0 || drag) return;
  if (!grip && (event.pointerType !== "mouse" || !row.closest(".planner") || target.closest("button, .more"))) return;
  drag = { row, home: row.closest("[data-day]"), from: { x: event.clientX, y: event.clientY + scrollY }, at: event, day: null };
  if (!grip) return;
  event.preventDefault();
  lift();
});
document.addEventListener("pointermove", (event) => {
  if (drag?.at.pointerId !== event.pointerId) return;
  drag.at = event;
  if (drag.lifted) return;
  if (!(event.buttons & 1)) drag = null; // let go where the page did not see it
  else if (Math.hypot(event.clientX - drag.from.x, event.clientY + scrollY - drag.from.y) > far) lift();
});
for (const type of ["pointerup", "pointercancel"])
  document.addEventListener(type, (event) => { if (drag?.at.pointerId === event.pointerId) end(event, type === "pointerup"); });
document.addEventListener("dragstart", (event) => { if (drag) event.preventDefault(); }); // a link is dragged by itself otherwise
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drag?.lifted) return;
  event.preventDefault();
  end(drag.at, false);
});
