// "Salin teks", "Salin tabel": a text as it is, a table as tab separated lines, to be pasted into a spreadsheet. A cell
// over several columns fills the first of them, so that what follows stands under its heading.
const written = (cell) =>
  cell.textContent.trim().replace(/\s+/g, " ") + "\t".repeat(cell.colSpan - 1);
const lines = (table) =>
  [...table.rows].map((row) => [...row.cells].map(written).join("\t")).join("\n");

// An office reaches its server over plain http, where the browser's clipboard is shut.
function copyTheOldWay(value) {
  const area = document.createElement("textarea");
  area.value = value;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy);
    const value = source.value ?? lines(source);
    if (navigator.clipboard) await navigator.clipboard.writeText(value);
    else if (!copyTheOldWay(value)) return;
    document.getElementById("live").textContent = button.dataset.copied;
    button.lastChild.textContent = button.dataset.copied;
  });
}
