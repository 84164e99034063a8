// A date or a time that is typed is a whole one to the browser at every key: the
// 2 of 2026 makes the year 2. It is saved when the keys pause or the focus leaves.
const pause = 700; // ms
const held = new Map(); // a field, and the timer that lets its change through
const typed = new WeakSet(), ours = new WeakSet(); // fields that the keyboard was used in; our own events
const due = ({ target }) => target.matches?.(".props :is([type=date], [type=time])");
const pass = (field) => {
  clearTimeout(held.get(field));
  held.delete(field);
  typed.delete(field);
  const change = new Event("change", { bubbles: true });
  ours.add(change);
  field.dispatchEvent(change);
};
document.addEventListener("keydown", (event) => { if (due(event)) typed.add(event.target); }, true);
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!due(event) || !typed.has(field) || ours.has(event)) return;
  event.stopImmediatePropagation();
  clearTimeout(held.get(field));
  held.set(field, setTimeout(() => { if (field.validity.valid) pass(field); }, pause));
}, true);
document.addEventListener("focusout", ({ target }) => { if (held.has(target)) pass(target); }, true);
