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
