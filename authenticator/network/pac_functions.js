// What a proxy auto-configuration script may call: what Netscape described in 1996, and what browsers
// have added. Times are those of this computer. The value of this file is the function that asks the
// script; of all others it sees the public ones only, so that it may use their names itself.
(function () {
  "use strict";

  // The app's. It takes and gives JSON: the engine hands over joined texts whole only in this form.
  const { lookUp } = globalThis;
  delete globalThis.lookUp;
  const toJson = JSON.stringify;
  const fromJson = JSON.parse;

  function ask(...question) { return fromJson(lookUp(toJson(question.map(String)))); }

  // The IPv4 address, as in 1996; null where there is none.
  function dnsResolve(host) {
    return ask("addresses", host).find((address) => ipv4Number(address) !== null) ?? null;
  }

  function dnsResolveEx(host) { return ask("addresses", host).join(";"); }

  function myIpAddress() {
    return ask("own addresses").find((address) => ipv4Number(address) !== null) ?? "127.0.0.1";
  }

  function myIpAddressEx() { return ask("own addresses").join(";"); }

  function isResolvable(host) { return dnsResolve(host) !== null; }

  function isResolvableEx(host) { return ask("addresses", host).length > 0; }

  function isInNetEx(host, prefix) {
    if (isValidIpAddress(host)) { return ask("is in", host, prefix); }
    return ask("addresses", host).some((address) => ask("is in", address, prefix));
  }

  function sortIpAddressList(addresses) { return ask("sorted", addresses); }

  function isValidIpAddress(text) {
    return ask("is in", text, "0.0.0.0/0") || ask("is in", text, "::/0");
  }

  function getClientVersion() { return "1.0"; }

  // Browsers write it to a console that nobody sees.
  function alert(message) {}

  function isPlainHostName(host) { return !/[.:]/.test(host); }

  function dnsDomainIs(host, domain) { return String(host).endsWith(domain); }

  function localHostOrDomainIs(host, name) { return host === name || String(name).startsWith(host + "."); }

  function dnsDomainLevels(host) { return String(host).split(".").length - 1; }

  function shExpMatch(text, shell) {
    const escaped = String(shell).replace(/[.+^${}()|[\]\\]/g, "\\$&");
    return new RegExp("^" + escaped.replace(/\*+/g, ".*").replace(/\?/g, ".") + "$").test(text);
  }

  function ipv4Number(text) {
    const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
    if (!parts || parts.slice(1).some((part) => part > 255)) { return null; }
    return parts.slice(1).reduce((number, part) => number * 256 + Number(part), 0);
  }

  function convert_addr(text) { return ipv4Number(text) | 0; }

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

  Object.assign(globalThis, {
    alert, convert_addr, dateRange, dnsDomainIs, dnsDomainLevels, dnsResolve, dnsResolveEx,
    getClientVersion, isInNet, isInNetEx, isPlainHostName, isResolvable, isResolvableEx,
    isValidIpAddress, localHostOrDomainIs, myIpAddress, myIpAddressEx, shExpMatch,
    sortIpAddressList, timeRange, weekdayRange,
  });

  return (url, host) => {
    const find = typeof FindProxyForURL === "function" ? FindProxyForURL : FindProxyForURLEx;
    const answer = find(url, host);
    return typeof answer === "string" ? toJson(answer) : "null";
  };
})();
