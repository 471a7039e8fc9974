// Asks the browser for a passkey when the form is sent, and sends its answer along.
// Browsers do this on https and on localhost only, never on a bare address such as 127.0.0.1.
const form = document.querySelector("[data-passkey]");
const kind = form.dataset.passkey;
const credentials = window.PublicKeyCredential;
const read = credentials && (kind === "create" ? credentials.parseCreationOptionsFromJSON : credentials.parseRequestOptionsFromJSON);
const bareAddress = /^[\d.]+$|^\[/.test(window.location.hostname);

if (!read || bareAddress) {
  form.querySelector("[data-cannot]").hidden = false;
  form.querySelector("button[type=submit]").disabled = true;
} else {
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name === "cara") return; // another way than a passkey
    event.preventDefault();
    form.querySelector("[data-refused]").hidden = true;
    try {
      const publicKey = read.call(credentials, JSON.parse(form.dataset.options));
      const made = await navigator.credentials[kind]({ publicKey });
      form.elements.jawaban.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch {
      form.querySelector("[data-refused]").hidden = false;
    }
  });
}
