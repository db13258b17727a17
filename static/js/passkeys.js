// Passkeys (WebAuthn): the one thing of the portal that no form can do. Fields are bytes in base64url.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

async function question(address) {
  const answer = await fetch(address, { method: "POST", headers: { Accept: "application/json" } });
  const made = await answer.json();
  made.challenge = bytes(made.challenge);
  if (made.user) made.user.id = bytes(made.user.id);
  if (made.excludeCredentials) made.excludeCredentials = named(made.excludeCredentials);
  if (made.allowCredentials) made.allowCredentials = named(made.allowCredentials);
  return made;
}

function told(key) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = text(key.response[name]);
  }
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
}

async function ask(place) {
  const publicKey = await question(place.dataset.question);
  const key = await navigator.credentials[place.dataset.passkey]({ publicKey });
  place.querySelector("input").value = told(key);
  place.closest("form").submit();
}

for (const place of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  place.hidden = false;
  const fault = place.querySelector("[role=alert]");
  const button = place.querySelector("button");
  button.addEventListener("click", () => {
    fault.hidden = true;
    button.disabled = true;
    ask(place).catch(() => { fault.hidden = false; button.disabled = false; });
  });
}
