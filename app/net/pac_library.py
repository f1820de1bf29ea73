"""The functions that a proxy auto-configuration script may call, in its own language.

What they do is the format's of Netscape (1996), which [MS-Learn, Proxy Auto-Configuration] and MDN
describe. None of them goes to the network: a name that is not known yet is noted as wanted, and
the script is begun anew once somebody has looked the name up.
"""

from typing import Final

LIBRARY: Final = r"""
(function (known, ownAddress, now) {
  'use strict';
  const wanted = [];
  const parts = () => new Date(now * 1000);

  function lookUp(host) {
    const name = String(host).toLowerCase();
    if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return name;
    if (Object.prototype.hasOwnProperty.call(known, name)) return known[name];
    if (wanted.length < 20 && name.length < 256) wanted.push(name);
    throw new Error('a name is looked up');
  }
  function number(address) {
    const bytes = String(address).split('.');
    if (bytes.length !== 4) return null;
    let sum = 0;
    for (const byte of bytes) {
      if (!/^\d{1,3}$/.test(byte) || Number(byte) > 255) return null;
      sum = sum * 256 + Number(byte);
    }
    return sum;
  }
  function pattern(shell) {
    const letters = String(shell).replace(/[.+^${}()|[\]\\\/]/g, '\\$&');
    return new RegExp('^' + letters.replace(/\*/g, '.*').replace(/\?/g, '.') + '$', 'i');
  }
  // The last argument may be 'GMT'; without it the time is that of this PC.
  function clock(given) {
    const list = Array.prototype.slice.call(given);
    const world = list.length > 0 && String(list[list.length - 1]).toUpperCase() === 'GMT';
    if (world) list.pop();
    const date = parts();
    const read = (name) => date['get' + (world ? 'UTC' : '') + name]();
    return { list: list, read: read };
  }
  const between = (from, value, to) =>
    from <= to ? from <= value && value <= to : value >= from || value <= to;
  const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
  const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN',
                  'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
  const index = (list, name) => list.indexOf(String(name).toUpperCase());

  const functions = {
    isPlainHostName: (host) => String(host).indexOf('.') < 0,
    dnsDomainIs: (host, domain) =>
      String(host).toLowerCase().endsWith(String(domain).toLowerCase()),
    localHostOrDomainIs: (host, whole) =>
      String(host).toLowerCase() === String(whole).toLowerCase() ||
      (String(host).indexOf('.') < 0 &&
        String(whole).toLowerCase().startsWith(String(host).toLowerCase() + '.')),
    dnsResolve: (host) => lookUp(host),
    isResolvable: (host) => lookUp(host) !== null,
    isInNet: (host, network, mask) => {
      const at = number(lookUp(host)), net = number(network), bits = number(mask);
      if (at === null || net === null || bits === null) return false;
      return ((at & bits) >>> 0) === ((net & bits) >>> 0);
    },
    convert_addr: (address) => number(address) || 0,
    myIpAddress: () => ownAddress,
    dnsDomainLevels: (host) => String(host).split('.').length - 1,
    shExpMatch: (text, shell) => pattern(shell).test(String(text)),
    alert: () => undefined,
    weekdayRange: function () {
      const { list, read } = clock(arguments);
      const from = index(DAYS, list[0]);
      const to = list.length > 1 ? index(DAYS, list[1]) : from;
      return from >= 0 && to >= 0 && between(from, read('Day'), to);
    },
    timeRange: function () {
      const { list, read } = clock(arguments);
      const numbers = list.map(Number);
      const hour = read('Hours'), minute = read('Minutes'), second = read('Seconds');
      switch (numbers.length) {
        case 1: return hour === numbers[0];
        case 2: return between(numbers[0], hour, numbers[1] - 1) && numbers[0] !== numbers[1];
        case 4: return between(numbers[0] * 60 + numbers[1], hour * 60 + minute,
                               numbers[2] * 60 + numbers[3]);
        case 6: return between((numbers[0] * 60 + numbers[1]) * 60 + numbers[2],
                               (hour * 60 + minute) * 60 + second,
                               (numbers[3] * 60 + numbers[4]) * 60 + numbers[5]);
        default: return false;
      }
    },
    dateRange: function () {
      const { list, read } = clock(arguments);
      const kinds = list.map((one) => index(MONTHS, one) >= 0 ? 'm' : Number(one) > 31 ? 'y' : 'd');
      const value = (one) => index(MONTHS, one) >= 0 ? index(MONTHS, one) : Number(one);
      const today = { d: read('Date'), m: read('Month'), y: read('FullYear') };
      const order = (kind) => 'ymd'.indexOf(kind);
      const rank = (kindsOf, valueOf) => kindsOf
        .map((kind, at) => [order(kind), valueOf(kind, at)])
        .sort((one, other) => one[0] - other[0])
        .reduce((sum, pair) => sum * 400 + pair[1], 0);
      const half = list.length === 1 ? 1 : list.length / 2;
      if (!Number.isInteger(half)) return false;
      const first = kinds.slice(0, half), last = kinds.slice(-half);
      const from = rank(first, (kind, at) => value(list[at]));
      const to = rank(last, (kind, at) => value(list[list.length - half + at]));
      const here = rank(first, (kind) => today[kind]);
      // With a year in it a range does not go round.
      return first.includes('y') ? from <= here && here <= to : between(from, here, to);
    },
  };
  for (const name of Object.keys(functions)) globalThis[name] = functions[name];
  // How an error is shown is engine's work outside of the time limit: no script may change it.
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const one = globalThis[name];
    if (typeof one === 'function' && one.prototype instanceof Error || one === Error) {
      Object.freeze(one.prototype);
      Object.freeze(one);
    }
  }
  const text = String, encode = JSON.stringify, evaluate = eval;
  return function (source, url, host) {
    let result = '', error = '';
    try {
      evaluate(source);
      const given = globalThis.FindProxyForURL(url, host);
      result = given === null || given === undefined ? '' : ('' + given).slice(0, 4000);
    } catch (problem) {
      try { error = text(problem).slice(0, 300) || 'an error'; }
      catch (another) { error = 'an error'; }
    }
    return encode([text(result), text(error), encode(wanted)]);
  };
})
"""
