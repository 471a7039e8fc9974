// Printing and saving recovery codes; without a script they are written down by hand.
const codes = [...document.querySelectorAll("#kode-pemulihan code")].map((code) => code.textContent);
const print = document.querySelector("[data-print]");
const save = document.querySelector("[data-save]");

print.hidden = false;
print.addEventListener("click", () => window.print());
save.href = URL.createObjectURL(new Blob([`${codes.join("\n")}\n`], { type: "text/plain" }));
save.hidden = false;
