// Every request says what is on the screen, and its answer is the screen as it now
// is, morphed into it. Rows that are the same are skipped, and what has been typed,
// refused or unfolded stays. An answer that another one has overtaken is asked for
// again.
let changes = 0, clean = []; // answers to changes that have been shown; forms that follow them
const main = () => document.getElementById("main");
const panel = () => document.querySelector("aside.panel");
const stored = (field) => field.options ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value : field.defaultValue;
const dirty = (form) => [...form.elements].some((field) => field.matches("input:not([type=hidden]), textarea, select") &&
  (field.validity.badInput || (field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== stored(field))));
const refresh = () => htmx.ajax("GET", main().dataset.view, { source: "#main", target: "#main", swap: "none" });
// The answer's own swap: a morph, after which htmx looks only at what is new.
let morph;
htmx.registerExtension("screen", {
  init: (api) => { morph = api.morph; },
  handle_swap: (style, target, fragment) => {
    if (style !== "screen") return false;
    morph(target, fragment, false);
    return [...document.querySelectorAll(`#${target.id} :is([hx-get], [hx-post]):not([data-htmx-powered]), #${target.id} [autofocus]`)];
  },
  htmx_before_morph_node: (_, { oldNode, newNode }) =>
    !(oldNode.dataset?.version && oldNode.id === newNode.id && oldNode.dataset.version === newNode.dataset.version),
  htmx_before_morph_attr: (element, { attrName, newValue }) => !(attrName === "open" && newValue === null && element.matches("details")),
});
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const { request, sourceElement } = ctx;
  request.action ||= ["href", "action", "formaction"].map((name) => sourceElement.getAttribute(name)).find(Boolean); // said once in a row
  ctx.fetch = async (...to) => {
    ctx.view = main().dataset.view;
    request.headers["Docket-View"] = ctx.view ?? "";
    request.headers["Docket-User"] = document.body.dataset.user;
    request.headers["Docket-Task"] = panel()?.dataset.task ?? "";
    ctx.changes = changes;
    const answer = await fetch(...to);
    while (document.querySelector(".lifted")) await new Promise(requestAnimationFrame); // a row is being dragged
    if (ctx.target?.isConnected === false) ctx.target = document.body; // the answer is for the rest of the page all the same
    return answer;
  };
}, true); // before those that go by the address
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail, { request, response } = ctx;
  if (!request || !main().dataset.view) return;
  const change = request.method === "POST", late = change ? ctx.view !== main().dataset.view : ctx.changes !== changes;
  if (change) changes++;
  if (late && tasks.some(({ target }) => target === main())) {
    tasks.splice(0, tasks.length, ...tasks.filter(({ target }) => target !== main()));
    setTimeout(refresh);
  }
  const refused = (form) => response?.status >= 400 && form.getAttribute("action") === request.action;
  clean = [...document.querySelectorAll("#main form, #panel form")].filter((form) =>
    !form.toggleAttribute("hx-morph-skip", !refused(form) && (dirty(form) || form !== ctx.sourceElement && !!form.querySelector("[aria-invalid=true]"))));
  const choice = panel()?.querySelector(".conflicts"); // between two values, until it is made
  panel()?.toggleAttribute("hx-morph-skip", !!choice && choice.getAttribute("action") !== request.action);
});
// What was used does not follow its attributes by itself (htmx #4030).
document.addEventListener("htmx:after:settle", () => {
  for (const form of clean) if (form.isConnected && dirty(form)) form.reset();
});
