// A page that one goes back to may be older than a write made since, whether the
// browser kept it as it was or took it from its cache unasked: load it again.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward") location.reload();
});
