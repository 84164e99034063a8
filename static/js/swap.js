// Every request says what is on the screen, and its answer is the screen as it now
// is, morphed into it; rows that are the same are skipped. An answer that another one
// has overtaken is asked for again.
let changes = 0, morph; // answers to changes that have been shown; htmx's own
const main = () => document.getElementById("main");
const seen = () => changes + main().dataset.view;
// The answer's own swap: a morph, after which htmx looks only at what is new.
htmx.registerExtension("screen", {
  init: (api) => { morph = api.morph; },
  handle_swap: (_, target, fragment) => {
    morph(target, fragment, false);
    return [...document.querySelectorAll(`#${target.id} :is([hx-get], [hx-post]):not([data-htmx-powered]), #${target.id} [autofocus]:not([hx-morph-skip] *)`)];
  },
  htmx_before_morph_node: (_, { oldNode, newNode }) =>
    !(oldNode.dataset?.version && oldNode.id === newNode.id && oldNode.dataset.version === newNode.dataset.version),
  htmx_before_morph_attr: (element, { attrName, newValue }) => !(attrName === "open" && newValue === null && element.matches("details")),
});
document.addEventListener("htmx:config:request", ({ detail: { ctx: { request, sourceElement } } }) => {
  const said = (name) => sourceElement.getAttribute(name); // once in a row
  request.action ||= said("href") ?? said("formaction") ?? said("action") ?? sourceElement.form.getAttribute("action");
}, true); // before those that go by the address
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  ctx.seen = seen();
  Object.assign(ctx.request.headers, { "Docket-User": document.body.dataset.user, "Docket-View": main().dataset.view ?? "",
    "Docket-Task": document.querySelector("aside.panel")?.dataset.task ?? "" });
  ctx.fetch = async (...to) => {
    const answer = await fetch(...to);
    while (document.querySelector(".lifted")) await new Promise(requestAnimationFrame); // a row is being dragged
    return answer;
  };
});
// What was asked for may have a new place by now.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (!ctx.target?.isConnected) ctx.target = document.getElementById(ctx.target?.id) ?? ctx.target;
});
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const late = ctx.seen !== seen(), shown = tasks.findIndex(({ target, swapSpec }) => target === main() && swapSpec.style === "screen");
  if (ctx.entry) changes++;
  if (!late || shown < 0) return;
  tasks.splice(shown, 1);
  setTimeout(() => htmx.ajax("GET", main().dataset.view, { source: "#main", target: "#main", swap: "none" }));
});
