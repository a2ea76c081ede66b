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
