// Reads a statement and holds it against the keys: the same steps as app/papers/statement_lines.py and statements.py.
// Knows nothing of the page, so that tests run it by itself.
var xinhuoStatements = (function (libraries) {
  "use strict";
  var SEAL = /^([0-9A-Za-z_-]{8})\.([0-9A-Za-z_-]{86})$/;
  var UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
  var ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  var UNTIL = "有效期至";

  function tidied(text) {
    return text
      .replace(/^\ufeff/, "")
      .replace(/\r\n?/g, "\n")
      .split("\n")
      .map(function (line) { return line.replace(/^[ \t]+|[ \t]+$/g, ""); })
      .join("\n")
      .replace(/^\n+|\n+$/g, "");
  }

  function utf8(text) {
    // By hand: a text cut inside a character must not become another text.
    var bytes = [];
    for (var character of text) {
      var point = character.codePointAt(0);
      if (point < 0x80) bytes.push(point);
      else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
      else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
      else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    }
    return Uint8Array.from(bytes);
  }

  function fromBase64(text) {
    var bytes = [], held = 0, bits = 0;
    for (var at = 0; at < text.length; at++) {
      held = ((held << 6) | ALPHABET.indexOf(text[at])) & 0xffff;
      bits += 6;
      if (bits >= 8) { bits -= 8; bytes.push((held >> bits) & 255); }
    }
    // What is left over must be nothing: else two texts would mean the same signature.
    return held & ((1 << bits) - 1) ? null : Uint8Array.from(bytes);
  }

  function toBase64(bytes) {
    var text = "", held = 0, bits = 0;
    bytes.forEach(function (one) {
      held = ((held << 8) | one) & 0xffff;
      bits += 8;
      while (bits >= 6) { bits -= 6; text += ALPHABET[(held >> bits) & 63]; }
    });
    return text;
  }

  function fromHex(text) {
    return Uint8Array.from(text.match(/../g).map(function (pair) { return parseInt(pair, 16); }));
  }

  function shortId(key) { return toBase64(libraries.sha512(fromHex(key)).slice(0, 6)); }

  function fingerprint(key) {
    return libraries.hex(libraries.sha512(fromHex(key)).slice(0, 8)).toUpperCase().match(/.{4}/g).join(" ");
  }

  function isDay(text) {
    var found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    if (!found || +found[1] < 1) return false;
    var month = +found[2], days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], year = +found[1];
    if (month === 2 && (year % 4 === 0 && year % 100 !== 0 || year % 400 === 0)) days[1] = 29;
    return month >= 1 && month <= 12 && +found[3] >= 1 && +found[3] <= days[month - 1];
  }

  // {state, said?}: state is "not ours", "too new", "broken", or "" for a whole statement.
  function read(text) {
    var plain = tidied(String(text).slice(0, 2000)), lines = plain.split("\n");
    if (lines[0].indexOf("薪火证书") !== 0) return { state: "not ours" };
    if (/^薪火证书 [2-9]$/.test(lines[0])) return { state: "too new" };
    var seal = SEAL.exec(lines[lines.length - 1]);
    var whole = lines[0] === "薪火证书 1" && (lines.length === 8 || lines.length === 9) && seal;
    if (!whole || lines.some(function (line) { return !line || UNSEEN.test(line); })) return { state: "broken" };
    var until = lines.length === 9 ? lines[7] : UNTIL;
    var ends = until.indexOf(UNTIL) === 0 ? until.slice(UNTIL.length) : "x";
    var signature = fromBase64(seal[2]);
    if (!isDay(lines[6]) || (lines.length === 9 && !isDay(ends)) || !signature) return { state: "broken" };
    return {
      state: "",
      said: {
        kind: lines[1], number: lines[2], name: lines[3], about: lines[4], issuer: lines[5], issued: lines[6],
        until: ends, key: seal[1], signature: signature,
        bytes: utf8(["xinhuo paper 1"].concat(lines.slice(0, -1)).join("\n")),
      },
    };
  }

  function isGenuine(said, key) {
    try { return libraries.verify(said.signature, said.bytes, fromHex(key)); } catch (refused) { return false; }
  }

  // keys: [{key, name, start, end}], today: "2026-09-01" → {state, said?, key?}
  function check(text, keys, today) {
    var found = read(text);
    if (found.state) return found;
    var said = found.said;
    var alike = keys.filter(function (one) { return shortId(one.key) === said.key; });
    var key = alike.filter(function (one) { return isGenuine(said, one.key); })[0];
    if (!key) return { state: alike.length ? "altered" : "unknown key", said: said };
    if (key.end && said.issued > key.end) return { state: "ended key", said: said, key: key };
    var expired = said.until && said.until < today;
    return { state: expired ? "expired" : key.end ? "former key" : "elsewhere", said: said, key: key };
  }

  return { check: check, fingerprint: fingerprint, tidied: tidied, SEAL: SEAL };
})(xinhuoLibraries);
