// The ticket stands behind the #: it is taken out of the address before anything else happens,
// so that it is neither in the history nor posted twice. What was told is kept with this entry
// of the history, so that the page can be loaded again. A module: its names are its own, and do
// not meet those of the page that takes its place.
const page = document.getElementById("ticket");
const ticket = new URLSearchParams(location.hash.slice(1)).get("t") || "";
const before = history.state;
keep(ticket ? null : before);

function keep(told) {
  history.replaceState(told, "", location.pathname);
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function show(told) {
  const wanted = page.querySelector(`[data-state="${told.result}"]`);
  for (const section of page.querySelectorAll("[data-state]")) {
    section.hidden = section !== wanted;
  }
  if (told.result === "elsewhere") {
    wanted.querySelector("[data-login]").textContent = told.login;
    wanted.querySelector("[data-login-field]").value = told.login;
  }
  const heading = wanted.querySelector("h1");
  document.title = document.title.replace(/^.*(?= – )/, heading.textContent);
  heading.focus();
}

// Once the browser is in, the portal answers with the page that it goes on to, and says where that
// page is.
async function read(answer) {
  const to = answer.headers.get("content-location");
  return to ? { result: "done", to, page: await answer.text() } : answer.json();
}

// What got no answer is asked again: the portal knows this browser and answers the same.
async function ask(address, options) {
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await fetch(address, { headers: { accept: "text/html, application/json" }, ...options });
      if (answer.ok) {
        return await read(answer);
      }
      if (answer.status < 500) {
        return { result: "failed" };
      }
    } catch {
      // The connection broke: below.
    }
    if (tries === 5) {
      return { result: "failed" };
    }
    await pause(1000 * tries);
  }
}

// By which the page asks on, should it be loaded again before the ticket has got an answer.
// Browsers have hashes for pages behind https only, as the portal's are.
async function hash(text) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...digest)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function post() {
  if (page.dataset.wait && crypto.subtle) {
    keep({ result: "claimed", th: await hash(ticket) });
  }
  return ask(page.dataset.post, { method: "POST", body: new URLSearchParams({ ticket }) });
}

// The tab in front goes on; one that waits for this login says so and stays as it is.
function leave(told) {
  if (!told.page) {
    // A process of the version before says no address.
    location.replace(told.to || "/home");
    return;
  }
  // As if the browser had gone there: title, focus and screen readers begin with the new page.
  history.replaceState(null, "", told.to);
  document.open();
  document.write(told.page);
  document.close();
}

async function run() {
  let told = ticket ? await post() : before || { result: "gone" };
  while (told.result === "claimed") {
    keep(told);
    told = await ask(`${page.dataset.wait}?th=${encodeURIComponent(told.th)}`, {});
    await pause(100);
  }
  if (told.result === "done") {
    leave(told);
    return;
  }
  keep(told);
  show(told);
}

run();
