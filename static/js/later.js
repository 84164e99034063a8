// Loads what is of use only once somebody acts, such as dragging, when they first do: a
// page that is only looked at does without it. What they hold by then, or have pressed to
// move a row, is pressed again.
const acts = ["pointerover", "focusin", "keydown", "pointerdown", "pointerup", "pointercancel"];
let held, loading;
const act = async (event) => {
  const moves = event.altKey && event.type === "keydown" && event.target.closest("[data-sortable] > .task");
  if (moves) event.preventDefault(); // alt and left leave the page
  if (moves || acts.indexOf(event.type) > 2) held = event;
  if (loading) return;
  try {
    await (loading = import(document.body.dataset.later));
    delete document.body.dataset.later;
    for (const type of acts) removeEventListener(type, act, true);
    if (/down$/.test(held?.type)) held.target.dispatchEvent(new held.constructor(held.type, held));
  } catch {
    loading = null; // no connection: with the next act
  }
};
if (document.body.dataset.later) for (const type of acts) addEventListener(type, act, true);
