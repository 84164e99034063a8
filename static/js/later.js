// Loads what is of use only once somebody acts when they first do: a page that is only
// looked at does without it. Where rows are dragged it comes when there is nothing else to
// do, as a finger's first act may be to drag.
const acts = ["pointerover", "pointerdown", "focusin", "keydown"];
const load = async () => {
  for (const type of acts) removeEventListener(type, load, true);
  try {
    await import(document.body.dataset.later);
    delete document.body.dataset.later;
  } catch {
    for (const type of acts) addEventListener(type, load, true); // no connection: with the next act
  }
};
if (document.body.dataset.later) {
  for (const type of acts) addEventListener(type, load, true);
  if (document.querySelector("[data-sortable], [data-days]")) addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(load));
}
