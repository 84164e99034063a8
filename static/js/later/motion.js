// Rows come and leave with a motion. One that an answer takes away is shown a moment
// longer, as a copy that nobody can use.
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const { target, fragment } = tasks.find(({ target }) => target?.id === "main") ?? {};
  if (ctx.request.method !== "POST" || !target || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const row of fragment.querySelectorAll(".task[id]")) if (!document.getElementById(row.id)) row.classList.add("new");
  for (const row of target.querySelectorAll(".task:has(> .check.htmx-request, .restore.htmx-request), .ghost")) {
    const list = fragment.getElementById(row.parentElement.id), kept = (other) => other.id && list.querySelector(":scope > #" + CSS.escape(other.id));
    if (!list || kept(row) || !row.checkVisibility()) continue;
    const ghost = row.cloneNode(true);
    for (const part of ghost.querySelectorAll("[id]")) part.removeAttribute("id");
    ghost.id = "ghost-" + row.id.replace("ghost-", "");
    ghost.classList.add("ghost");
    ghost.inert = true;
    let above = row.previousElementSibling;
    while (above && !kept(above)) above = above.previousElementSibling;
    above ? kept(above).after(ghost) : list.prepend(ghost);
  }
});
document.addEventListener("animationend", ({ target }) => { if (target.matches(".ghost")) target.remove(); });
