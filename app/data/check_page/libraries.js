// What the published modules expect around them: a small `require`. Each module is put in as a function by the program.
var xinhuoLibraries = (function (modules) {
  "use strict";
  var loaded = {
    crypto: {},
    "@noble/hashes/crypto": { crypto: undefined },
  };
  function require(name) {
    var own = name.replace("./", "");
    if (!loaded[own]) {
      var module = { exports: {} };
      loaded[own] = module.exports;
      modules[own](module, module.exports, require);
      loaded[own] = module.exports;
    }
    return loaded[own];
  }
  var sha512 = require("sha2.js").sha512;
  var ed25519 = require("ed25519.js");
  ed25519.utils.sha512Sync = function () {
    return sha512(ed25519.utils.concatBytes.apply(null, arguments));
  };
  return { sha512: sha512, verify: ed25519.sync.verify, hex: ed25519.utils.bytesToHex, readCode: require("jsqr.js") };
})(xinhuoModules);
