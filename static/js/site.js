const live = document.getElementById("live");

// A fragment that was swapped in says what happened through the page's one status line.
document.addEventListener("htmx:after:swap", (event) => {
  const spoken = (event.detail?.ctx?.target ?? document).querySelector?.("[data-announce]");
  if (spoken) live.textContent = spoken.dataset.announce || spoken.textContent.trim();
});

// Signing in changes the form token. A page that was open meanwhile, perhaps in another tab, sends the new one.
document.addEventListener("submit", (event) => {
  const field = event.target.querySelector('input[name="csrfmiddlewaretoken"]');
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (field && token) field.value = token;
}, { capture: true });

// The browser writes days and hours in its own language, 3/4/2027 for one and for the other; below them they stand in the page's.
const written = {
  date: new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }),
  time: new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }),
};

for (const field of document.querySelectorAll("form:not(.filters) :is([type=date], [type=time])")) {
  const words = document.createElement("output");
  words.className = "in-words";
  words.htmlFor = field.id;
  field.after(words);
  const write = () => { words.value = Number.isNaN(field.valueAsNumber) ? "" : written[field.type].format(field.valueAsNumber); };
  field.addEventListener("input", write);
  write();
}
