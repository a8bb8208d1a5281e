// What a proxy auto-configuration script may call, as Netscape described it in 1996 and browsers
// have kept it. Times are those of this computer.
"use strict";

var wantedName = null;

// The app resolves what is wanted and runs the script anew.
function dnsResolve(host) {
  const name = String(host);
  if (Object.hasOwn(resolvedNames, name)) { return resolvedNames[name]; }
  wantedName = name;
  throw new Error("not resolved yet");
}

function isPlainHostName(host) { return host.indexOf(".") < 0; }

function dnsDomainIs(host, domain) { return host.endsWith(domain); }

function localHostOrDomainIs(host, name) { return host === name || name.startsWith(host + "."); }

function dnsDomainLevels(host) { return host.split(".").length - 1; }

function isResolvable(host) { return dnsResolve(host) !== ""; }

function myIpAddress() { return dnsResolve(""); }

function shExpMatch(text, shell) {
  const escaped = shell.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp("^" + escaped.replace(/\*+/g, ".*").replace(/\?/g, ".") + "$").test(text);
}

function ipv4Number(text) {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!parts || parts.slice(1).some((part) => part > 255)) { return null; }
  return parts.slice(1).reduce((number, part) => number * 256 + Number(part), 0);
}

function isInNet(host, pattern, mask) {
  let address = ipv4Number(host);
  if (address === null) { address = ipv4Number(dnsResolve(host)); }
  const bits = ipv4Number(mask);
  if (address === null || bits === null) { return false; }
  return ((address & bits) >>> 0) === ((ipv4Number(pattern) & bits) >>> 0);
}

function moment(words) {
  const now = new Date();
  if (words[words.length - 1] !== "GMT") { return [now, words]; }
  return [new Date(now.getTime() + now.getTimezoneOffset() * 60000), words.slice(0, -1)];
}

function isBetween(value, first, last) {
  return first <= last ? first <= value && value <= last : value >= first || value <= last;
}

function weekdayRange(...given) {
  const [now, words] = moment(given);
  const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
  const first = days.indexOf(words[0]);
  return isBetween(now.getDay(), first, words.length > 1 ? days.indexOf(words[1]) : first);
}

function timeRange(...given) {
  const [now, words] = moment(given);
  const second = now.getHours() * 3600 + now.getMinutes() * 60 + now.getSeconds();
  if (words.length === 1) { return now.getHours() === words[0]; }
  const half = words.length / 2;
  const seconds = (part) => part[0] * 3600 + (part[1] || 0) * 60 + (part[2] || 0);
  return isBetween(second, seconds(words.slice(0, half)), seconds(words.slice(half)));
}

function datePart(word) {
  const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN",
    "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
  if (typeof word === "string") { return ["month", months.indexOf(word)]; }
  return word > 31 ? ["year", word] : ["day", word];
}

function dateRange(...given) {
  const [now, words] = moment(given);
  const today = { year: now.getFullYear(), month: now.getMonth(), day: now.getDate() };
  const parts = words.map(datePart);
  if (parts.length === 1) { return today[parts[0][0]] === parts[0][1]; }
  const half = parts.length / 2;
  const number = (values) => (values.year || 0) * 10000 + (values.month || 0) * 100 + (values.day || 0);
  const first = Object.fromEntries(parts.slice(0, half));
  const last = Object.fromEntries(parts.slice(half));
  const named = Object.fromEntries(Object.keys(first).map((key) => [key, today[key]]));
  return isBetween(number(named), number(first), number(last));
}
