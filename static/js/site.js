// What the page says after a fragment was swapped in: the first [data-announce] in it is read aloud.
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target ?? event.target;
  const spoken = target?.querySelector?.("[data-announce]");
  if (spoken) document.getElementById("live").textContent = spoken.dataset.announce || spoken.textContent.trim();
});

document.addEventListener("htmx:error", () => {
  const live = document.getElementById("live");
  live.textContent = live.dataset.failed ?? "";
});
