// Moves a row by its handle and tells the server where it was let go. The row's
// menu does the same without a pointer.
(() => {
  "use strict";
  let drag = null; // { row, home, marker, y }
  const rows = (list) => [...list.querySelectorAll(":scope > .task")];

  const over = ({ clientX }) => { // beside the list is no place in it
    const box = drag.list.getBoundingClientRect();
    return clientX > box.left - 48 && clientX < box.right + 48;
  };

  const lift = (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button !== 0) return;
    const row = grip.closest(".task");
    if (!row?.parentElement.hasAttribute("data-sortable")) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const marker = document.createElement("li");
    marker.className = "drop";
    marker.setAttribute("aria-hidden", "true");
    drag = { row, grip, marker, list: row.parentElement, home: row.nextElementSibling, y: event.clientY, moved: false };
  };

  const carry = (event) => {
    if (!drag) return;
    const { row, list, marker } = drag;
    if (!drag.moved && Math.abs(event.clientY - drag.y) < 4) return;
    drag.moved = true;
    row.classList.add("lifted");
    row.style.translate = `0 ${event.clientY - drag.y}px`;
    if (!over(event)) return marker.remove();
    const before = rows(list).find((other) => {
      if (other === row) return false;
      const box = other.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    list.insertBefore(marker, before ?? null);
    if (event.clientY < 60) scrollBy(0, -12);
    else if (event.clientY > innerHeight - 60) scrollBy(0, 12);
  };

  const settle = (place) => {
    const { row, list, marker, moved } = drag;
    if (place && marker.isConnected) list.insertBefore(row, marker);
    row.classList.remove("lifted");
    row.style.translate = "";
    marker.remove();
    return moved;
  };

  const drop = (event) => {
    if (!drag) return;
    const { row, home, list } = drag;
    const moved = settle(over(event));
    drag = null;
    if (!moved || row.nextElementSibling === home) return;
    const id = row.id.slice("task-".length);
    const beside = (step) => {
      let other = row[step];
      while (other && !other.matches(".task:not(.htmx-swapping)")) other = other[step];
      return other;
    };
    const above = beside("previousElementSibling"), below = beside("nextElementSibling");
    if (!above && !below) return;
    const values = above ? { after: above.id.slice(5) } : { before: below.id.slice(5) };
    const back = () => list.insertBefore(row, home?.parentElement === list ? home : null);
    // The row as the target would say to the server that htmx takes it away.
    const headers = { "HX-Target": "ul#" + list.id };
    htmx.ajax("POST", `/tasks/${id}/move`, { source: row, target: list, swap: "none", values, headers });
    row.addEventListener("htmx:response:error", back, { once: true });
    row.addEventListener("htmx:error", back, { once: true });
  };

  document.addEventListener("pointerdown", lift);
  document.addEventListener("pointermove", carry);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", () => { if (drag) { settle(false); drag = null; } });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drag) return;
    event.preventDefault();
    settle(false);
    drag = null;
  });
})();
