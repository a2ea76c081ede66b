// The desk forgets what it shows after a minute without a touch: a visitor may read over the counter.
const desk = document.querySelector("[data-clear-after]");
let timer;

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => location.assign(desk.dataset.clearTo), desk.dataset.clearAfter * 1000);
}

if (desk && (location.search || location.pathname !== desk.dataset.clearTo)) {
  for (const touch of ["keydown", "pointerdown", "input"]) document.addEventListener(touch, wait, { passive: true });
  wait();
}

// A NIK may not stand in an address: it is not even sent, and an address that has one loses it.
const field = document.getElementById("q");
const digits = /(\d[ .-]?){12}/;

field?.form.addEventListener("submit", (event) => {
  field.setCustomValidity(digits.test(field.value) ? field.dataset.noNumber : "");
  if (!field.reportValidity()) event.preventDefault();
});
field?.addEventListener("input", () => field.setCustomValidity(""));
if (digits.test(decodeURIComponent(location.search))) history.replaceState(null, "", location.pathname);
