const live = document.getElementById("live");

// A fragment that was swapped in says what happened through the page's one status line.
document.addEventListener("htmx:after:swap", (event) => {
  const spoken = (event.detail?.ctx?.target ?? document).querySelector?.("[data-announce]");
  if (spoken) live.textContent = spoken.dataset.announce || spoken.textContent.trim();
});

// Signing in changes the form token. A page that was open meanwhile, perhaps in another tab, sends the new one.
document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.querySelector('input[name="csrfmiddlewaretoken"]');
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (field && token) field.value = token;
  },
  { capture: true },
);

// Days and hours are typed as people here write them; below the line stands in the page's language what was understood.
const language = document.documentElement.lang;
const inWords = new Intl.DateTimeFormat(language, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
// The same words as in rutan/days.py; a test compares them.
const months = (
  "jan januari january|feb peb februari pebruari february|mar maret march|apr april|mei may|" +
  "jun juni june|jul juli july|agu ags agt agst agustus aug august|sep sept september|" +
  "okt oktober oct october|nov nop november nopember|des desember dec december"
).split("|");
const before =
  "hari|tanggal|tgl|senin|selasa|rabu|kamis|jum['`´‘’ʼ]?at|sabtu|minggu|ahad|sen|sel|rab|kam|jum|" +
  "sab|min|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun";
const dayFirst = new RegExp(
  `^(?:(?:${before})(?!\\p{L})[.,]* *){0,3}(\\d{1,2})(?:[ .,/\\-–]+(\\d{1,2})[ .,/\\-–]+|[ .,/\\-–]*(\\p{L}{3,})[ .,/\\-–]*)(\\d{4})$`,
  "iu",
);

const readDay = (text) => {
  const iso = text.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
  const typed = text.match(dayFirst) ?? text.match(/^(\d{2})(\d{2})(\d{4})$/);
  const [day, month, year] = iso
    ? [iso[3], iso[2], iso[1]]
    : (typed?.slice(1).filter(Boolean) ?? []);
  if (!day) return null;
  const number =
    Number(month) ||
    months.findIndex((names) => names.split(" ").includes(month.toLowerCase())) + 1;
  const read = new Date(Date.UTC(year, number - 1, day));
  return number && read.getUTCDate() === Number(day) ? read : null;
};

const read = {
  day(text) {
    const day = readDay(text);
    const part =
      day && Object.fromEntries(inWords.formatToParts(day).map(({ type, value }) => [type, value]));
    return day ? `${part.weekday}, ${part.day} ${part.month} ${part.year}` : "";
  },
  hour(text) {
    const [, hour, minute = "00"] =
      text.match(/^(?:(?:pukul|jam|pkl\.?) *)?(\d{1,2})[.,:\-– ]?(\d{2})?(?: *(?:wib|wita|wit))?$/i) ??
      [];
    return hour < 24 && minute < 60
      ? `${hour.padStart(2, "0")}${language === "id" ? "." : ":"}${minute}`
      : "";
  },
};

document.addEventListener("input", ({ target }) => {
  const words = target.dataset?.reads && target.parentElement.nextElementSibling;
  if (words) words.value = read[target.dataset.reads](target.value.trim().replaceAll(/\s+/g, " "));
});

// The browser's own calendar, for whoever would rather point.
const offerCalendar = (button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const line = button.previousElementSibling;
    const calendar = Object.assign(document.createElement("input"), {
      type: "date",
      tabIndex: -1,
      ariaHidden: "true",
      className: "visually-hidden",
    });
    calendar.min = line.dataset.earliest ?? "";
    calendar.max = line.dataset.latest ?? "";
    calendar.valueAsDate = readDay(line.value.trim());
    button.after(calendar);
    calendar.addEventListener("change", () => {
      line.value = calendar.value.split("-").reverse().join("-");
      line.dispatchEvent(new Event("input", { bubbles: true }));
      line.focus();
      calendar.remove();
    });
    calendar.showPicker();
  });
};
document.querySelectorAll(".pick-day").forEach(offerCalendar);
document.addEventListener("htmx:after:swap", ({ detail }) =>
  detail?.ctx?.target?.querySelectorAll?.(".pick-day[hidden]").forEach(offerCalendar),
);

// A scanner ends its code with Enter: a scan over a form that hands over sends nothing. At the desk it is looked for (desk.js).
{
  const GUARD = 500;
  let typedAt = -Infinity;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key.length === 1) typedAt = event.timeStamp;
      const isScan = event.key === "Enter" && event.timeStamp - typedAt < GUARD;
      if (isScan && event.target.closest?.("form.hand-over") && !document.getElementById("desk-answer"))
        event.preventDefault();
    },
    { capture: true },
  );
}
