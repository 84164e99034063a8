// A date or a time that is typed is a whole one to the browser at every key: the
// 2 of 2026 makes the year 2. It is saved when the keys pause or the focus leaves.
(() => {
  "use strict";
  const pause = 700; // ms
  const held = new Map(); // a field, and the timer that lets its change through
  const typed = new WeakSet(); // fields that the keyboard was used in since they were saved
  const ours = new WeakSet(); // our own events
  const pass = (field) => {
    clearTimeout(held.get(field));
    held.delete(field);
    typed.delete(field);
    const change = new Event("change", { bubbles: true });
    ours.add(change);
    field.dispatchEvent(change);
  };
  const due = (event) => event.target.matches?.(".props :is([type=date], [type=time])");
  document.addEventListener("keydown", (event) => { if (due(event)) typed.add(event.target); }, true);
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!due(event) || !typed.has(field) || ours.has(event)) return;
    event.stopImmediatePropagation();
    clearTimeout(held.get(field));
    held.set(field, setTimeout(() => { if (field.validity.valid) pass(field); }, pause));
  }, true);
  document.addEventListener("focusout", (event) => { if (held.has(event.target)) pass(event.target); }, true);
})();
