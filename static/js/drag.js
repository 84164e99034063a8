// Moves a row by its handle and tells the server where it was let go. The row's
// menu does the same without a pointer.
(() => {
  "use strict";
  const edge = 60; // the part of the window, in pixels, in which the page scrolls
  let drag = null; // what is being moved, from where, and where the pointer is
  const rows = (list) => [...list.querySelectorAll(":scope > .task")];

  const over = ({ clientX }) => { // beside the list is no place in it
    const box = drag.list.getBoundingClientRect();
    return clientX > box.left - 48 && clientX < box.right + 48;
  };

  const lift = (event) => {
    const grip = event.target.closest("[data-sortable] > .task > .grip");
    if (!grip || event.button !== 0 || drag) return;
    const row = grip.parentElement;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const marker = document.createElement("li");
    marker.className = "drop";
    marker.setAttribute("aria-hidden", "true");
    drag = { row, marker, list: row.parentElement, home: row.nextElementSibling, from: event.clientY + scrollY, at: event };
  };

  const place = () => {
    const { row, list, marker, from, at } = drag;
    row.style.translate = `0 ${at.clientY + scrollY - from}px`;
    if (!over(at)) return marker.remove();
    const before = rows(list).find((other) => {
      if (other === row) return false;
      const box = other.getBoundingClientRect();
      return at.clientY < box.top + box.height / 2;
    });
    list.insertBefore(marker, before ?? null);
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
    if (!drag.moved) {
      if (Math.abs(event.clientY + scrollY - drag.from) < 4) return;
      drag.moved = true;
      drag.row.classList.add("lifted");
      scroll();
    }
    place();
  };

  const settle = (place) => {
    const { row, list, marker, moved } = drag;
    drag = null;
    if (place && marker.isConnected) list.insertBefore(row, marker);
    row.classList.remove("lifted");
    row.style.translate = "";
    marker.remove();
    return moved;
  };

  const drop = (event) => {
    if (drag?.at.pointerId !== event.pointerId) return;
    const { row, home, list } = drag;
    if (!settle(over(event)) || row.nextElementSibling === home) return;
    const id = ({ id }) => id.slice("task-".length);
    const beside = (step) => {
      let other = row[step];
      while (other && !other.matches(".task:not(.ghost)")) other = other[step];
      return other;
    };
    const above = beside("previousElementSibling"), below = beside("nextElementSibling");
    if (!above && !below) return;
    const values = above ? { after: id(above) } : { before: id(below) };
    const back = () => list.insertBefore(row, home?.parentElement === list ? home : null);
    const answered = new AbortController(), { signal } = answered;
    row.addEventListener("htmx:response:error", back, { signal });
    row.addEventListener("htmx:error", back, { signal });
    htmx.ajax("POST", `/tasks/${id(row)}/move`, { source: row, target: list, swap: "none", values }).finally(() => answered.abort());
  };

  document.addEventListener("pointerdown", lift);
  document.addEventListener("pointermove", carry);
  addEventListener("scroll", () => { if (drag?.moved) place(); });
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", ({ pointerId }) => {
    if (drag?.at.pointerId === pointerId) settle(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drag) return;
    event.preventDefault();
    settle(false);
  });
})();
