// Copying a signed sheet: Enter leads to the next line, and what is typed is looked at once: whose number it is, twice, passed over.
const form = document.querySelector("form.paper");
const words = {
  id: {
    unknown: "tidak ada dalam daftar",
    served: "sudah tercatat",
    twice: (line) => `sudah di baris ${line}`,
    skipped: (line) => `Baris ${line} belum diisi`,
  },
  en: {
    unknown: "not on the list",
    served: "recorded already",
    twice: (line) => `on line ${line} already`,
    skipped: (line) => `Line ${line} is empty`,
  },
}[document.documentElement.lang === "en" ? "en" : "id"];
const known = new Map(
  [...document.querySelectorAll("#paper-rows li")].map((row) => [row.dataset.number, row]),
);
const field = (line) => line.querySelector('[name$="-number"]');
const lines = () => [...form.querySelectorAll("[data-line]")];

function said(line, before, isBeforeTheLast) {
  const number = field(line).value.trim();
  if (!number) return isBeforeTheLast ? words.skipped(line.dataset.line) : "";
  const row = known.get(number);
  const told = [row ? row.textContent : words.unknown];
  if (before.has(number)) told.push(words.twice(before.get(number)));
  else if (row && "served" in row.dataset) told.push(words.served);
  return told.join(" · ");
}

function look() {
  const all = lines();
  const last = all.findLastIndex((line) => field(line).value.trim());
  const before = new Map();
  let fresh = 0;
  all.forEach((line, place) => {
    const number = field(line).value.trim();
    const told = line.querySelector("[data-said]");
    if (told) {
      const text = said(line, before, place < last);
      if (told.textContent !== text) told.textContent = text;
      told.classList.toggle("text-danger", Boolean(text) && text !== known.get(number)?.textContent);
      const row = known.get(number);
      if (row && !before.has(number) && !("served" in row.dataset)) fresh += 1;
    }
    if (number && !before.has(number)) before.set(number, line.dataset.line);
  });
  const count = document.getElementById("paper-count");
  count.querySelector("[data-screen]").textContent = Number(count.dataset.written) + fresh;
  count.querySelector("[data-sheet]").textContent =
    form.querySelector('[name="total"]').value.trim() || "–";
}

form?.addEventListener("input", look);
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches('input[name$="-number"], input[name$="-name"]'))
    return;
  const fields = lines()
    .map(field)
    .filter((input) => input.type !== "hidden");
  const here = field(event.target.closest("[data-line]"));
  const next = fields[fields.indexOf(here) + 1];
  // An empty line ends the sheet: Enter there sends it, as on the last line.
  if (!next || !here.value.trim()) return;
  event.preventDefault();
  next.focus();
  next.select();
});

if (form) {
  look();
  const empty = lines()
    .map(field)
    .find((input) => input.type !== "hidden" && !input.value);
  const desk = form.querySelector('[name="desk"]');
  if (!document.querySelector("[role='alert']"))
    (desk.value && form.querySelector('[name="total"]').value ? empty : desk)?.focus();
}
