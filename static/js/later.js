// Loads what is of use only once somebody acts, such as dragging, when they first do: a
// page that is only looked at does without it. What they hold by then, or have pressed to
// move a row, is pressed again.
const acts = ["pointerover", "focusin", "keydown", "pointerdown", "pointerup", "pointercancel"];
let held = [], loading;
const act = async (event) => {
  const { type, altKey, key, repeat, target } = event;
  const moves = type === "keydown" && altKey && /^Arrow/.test(key) && target.closest("[data-sortable] > .task");
  if (moves) event.preventDefault(); // alt and left leave the page
  if (moves && !repeat || type === "pointerdown") held.push(event);
  else if (/^pointer(up|cancel)$/.test(type)) held = held.filter((other) => other.type === "keydown");
  if (loading) return;
  try {
    await (loading = import(document.body.dataset.later));
    delete document.body.dataset.later;
    for (const type of acts) removeEventListener(type, act, true);
    for (const event of held) event.target.dispatchEvent(new event.constructor(event.type, event));
  } catch {
    [held, loading] = [[], null]; // no connection: with the next act
  }
};
if (document.body.dataset.later) for (const type of acts) addEventListener(type, act, true);
