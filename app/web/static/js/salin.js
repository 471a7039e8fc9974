// Copying an address that is shown once; where the browser keeps the clipboard shut, it is selected.

async function copy(input, said) {
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
    said.textContent = "Disalin.";
  } catch {
    said.textContent = "Sudah dipilih: tekan Ctrl+C, atau tahan lalu Salin di ponsel.";
  }
}

for (const place of document.querySelectorAll("[data-copy]")) {
  const [input, button, said] = ["input", "button", "[role=status]"].map((part) => place.querySelector(part));
  button.hidden = false;
  button.addEventListener("click", () => copy(input, said));
}
