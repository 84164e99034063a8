// A date or a time that is typed is a whole one to the browser at every key: the
// 2 of 2026 makes the year 2. It is saved when the keys pause or the focus leaves.
// One that is none, such as 31 February, has no value: the field says so when the
// focus leaves, and the others are saved all the same.
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
  const judge = (field) => {
    const bad = field.validity.badInput, id = field.id + "-bad", said = document.getElementById(id);
    if (bad === !!said) return;
    if (!bad) {
      said.remove();
      field.removeAttribute("aria-invalid");
      return field.removeAttribute("aria-describedby");
    }
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", id);
    field.closest(".prop").after(Object.assign(document.createElement("p"), { id, className: "error", role: "alert", textContent: "There is no such day or time, so it is not saved." }));
  };
  document.addEventListener("focusin", (event) => { if (due(event)) event.target.form.noValidate = true; }, true);
  document.addEventListener("focusout", (event) => {
    if (held.has(event.target)) pass(event.target);
    if (due(event)) judge(event.target);
  }, true);
})();
