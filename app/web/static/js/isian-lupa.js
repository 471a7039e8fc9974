// What the device forgets, and when: at signing out, or 12 hours after the last letter or visit.
//
// Loaded on every page, so that what is past its time goes at the next start, signed in or not.

const HOURS = 12;
const MILLISECONDS = HOURS * 3600 * 1000;
const SEEN = "isian-terakhir"; // when, and the name of the device that the key was given for
const WAITING = "isian-belum-terkirim";
export const DATABASE = "petakonflik";

// Storage can be forbidden altogether (cookies blocked): then nothing is kept, and nothing breaks.
function inStorage(deed, otherwise) {
  try {
    return deed(window.localStorage);
  } catch {
    return otherwise;
  }
}

export function isOver(moment) {
  const age = Date.now() - moment;
  return age > MILLISECONDS || age < -MILLISECONDS; // a clock that was put back does not lengthen it
}

export function mark(isWaiting) {
  inStorage((storage) => (isWaiting ? storage.setItem(WAITING, "ya") : storage.removeItem(WAITING)));
}

export function isWaiting() {
  return Boolean(inStorage((storage) => storage.getItem(WAITING), ""));
}

// The key lies in a cookie because a browser takes an old one off the disk by itself.
export function readCookie() {
  return /(?:^|; )((?:__Host-)?luring)=([^;]*)/.exec(document.cookie)?.slice(1) ?? ["", ""];
}

function writeCookie(name, value, seconds) {
  const secure = name.startsWith("__Host-") ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`;
}

// Twelve hours from now, for the key as the browser counts and for the rest as this page does.
export function prolong() {
  const [name, value] = readCookie();
  if (name) {
    writeCookie(name, value, HOURS * 3600);
    inStorage((storage) => storage.setItem(SEEN, `${Date.now()} ${value.split(".")[1]}`));
  }
}

function forgetKey() {
  const [name] = readCookie();
  if (name) {
    writeCookie(name, "", 0);
  }
}

function forgetDrafts() {
  inStorage((storage) => [SEEN, WAITING].forEach((item) => storage.removeItem(item)));
  try {
    indexedDB.deleteDatabase(DATABASE);
  } catch {
    // where it is forbidden there is nothing to delete
  }
}

export function forget() {
  forgetKey();
  forgetDrafts();
}

const [moment, device] = inStorage((storage) => storage.getItem(SEEN), null)?.split(" ") ?? [];
if (moment && isOver(Number(moment))) {
  forgetDrafts();
  if (readCookie()[1].split(".")[1] === device) { // a key the portal gave just now has another one
    forgetKey();
  }
}
