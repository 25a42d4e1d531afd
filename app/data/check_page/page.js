// The page itself: text typed, pasted or scanned in, a picture chosen, dropped or pasted; and the verdict shown.
(function () {
  "use strict";
  var facts = JSON.parse(document.getElementById("facts").textContent);
  function at(id) { return document.getElementById(id); }

  function element(name, text, className) {
    var made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function today() {
    var now = new Date(), two = function (number) { return (number < 10 ? "0" : "") + number; };
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }

  function rows(found) {
    var said = found.said;
    if (!said) return [];
    var listed = [
      ["证书种类", said.kind], ["证书编号", said.number], ["姓名", said.name], ["事项", said.about],
      ["发证单位", said.issuer], ["发证日期", said.issued], ["有效期至", said.until],
    ];
    if (found.key) {
      listed.push(["签名单位", found.key.name + "（公钥 " + found.key.start + " 启用" + (found.key.end ? "，" + found.key.end + " 停用" : "") + "）"]);
    }
    return listed.filter(function (row) { return row[1] && row[1] !== "—"; });
  }

  function cautions(found) {
    var said = found.said, text = "";
    if (found.state !== "elsewhere" && found.state !== "former key") return text;
    if (said.issued > today()) text += "注意：发证日期在今天（" + today() + "）以后，请先核对本机的日期对不对。";
    if (said.issuer !== found.key.name) text += "注意：证书上的发证单位是“" + said.issuer + "”，签名的是“" + found.key.name + "”。";
    return text;
  }

  function show(title, advice, weight, listed) {
    var box = at("verdict");
    box.className = weight;
    box.textContent = "";
    box.appendChild(element("h2", { good: "✔ ", unsure: "？ ", bad: "✘ " }[weight] + title));
    box.appendChild(element("p", advice));
    if (listed.length) {
      var table = document.createElement("table");
      listed.forEach(function (row) {
        var line = table.insertRow();
        line.appendChild(element("th", row[0]));
        line.appendChild(element("td", row[1]));
      });
      box.appendChild(table);
    }
    box.hidden = false;
  }

  function check(text) {
    var found = xinhuoStatements.check(text, facts.keys, today());
    var words = facts.words[found.state];
    var advice = words.advice + cautions(found);
    if (found.state === "expired") advice += "今天按本机的日期是 " + today() + "。";
    show(words.title, advice, words.weight, rows(found));
  }

  function typed() {
    var text = xinhuoStatements.tidied(at("text").value);
    // A scanner types the whole of it; the verdict comes with its last line.
    if (xinhuoStatements.SEAL.test(text.split("\n").pop())) check(text);
  }

  function textIn(picture, most) {
    // A small picture is enlarged: a square of the code should be more than two pixels wide.
    var scale = Math.min(3, most / Math.max(picture.naturalWidth, picture.naturalHeight));
    var canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
    var paint = canvas.getContext("2d");
    paint.fillStyle = "white";
    paint.fillRect(0, 0, canvas.width, canvas.height);
    paint.drawImage(picture, 0, 0, canvas.width, canvas.height);
    var data = paint.getImageData(0, 0, canvas.width, canvas.height);
    var code = xinhuoLibraries.readCode(data.data, data.width, data.height);
    return code ? code.data : "";
  }

  function look(file) {
    if (!file) return;
    var picture = new Image(), address = URL.createObjectURL(file);
    picture.onload = function () {
      URL.revokeObjectURL(address);
      var text = [1200, 2400, 700, 1700, 3600].reduce(function (found, most) {
        return found || textIn(picture, most);
      }, "");
      if (!text) {
        show("图片里没有找到二维码。", "请只拍二维码，拍正、拍清楚，不要反光，再试；也可以用扫码枪扫到上面的框里。", "unsure", []);
        return;
      }
      at("text").value = text;
      check(text);
    };
    picture.onerror = function () {
      URL.revokeObjectURL(address);
      show("这个文件不是图片，或者浏览器打不开。", "请选 JPG 或 PNG 图片。PDF 请在薪火程序里查验。", "unsure", []);
    };
    picture.src = address;
  }

  at("text").addEventListener("input", typed);
  at("check").addEventListener("click", function () { check(at("text").value); });
  at("clear").addEventListener("click", function () {
    at("text").value = "";
    at("verdict").hidden = true;
    at("text").focus();
  });
  at("file").addEventListener("change", function () { look(this.files[0]); this.value = ""; });
  document.addEventListener("dragover", function (event) { event.preventDefault(); });
  document.addEventListener("drop", function (event) {
    event.preventDefault();
    look(event.dataTransfer.files[0]);
  });
  document.addEventListener("paste", function (event) {
    var files = event.clipboardData.files;
    if (files.length) { event.preventDefault(); look(files[0]); }
  });

  facts.keys.forEach(function (key) {
    var line = at("keys").insertRow();
    [key.name, key.start, key.end || "在用", xinhuoStatements.fingerprint(key.key)].forEach(function (text) {
      line.appendChild(element("td", text));
    });
  });
  at("old").hidden = true;
  at("desk").hidden = false;
  at("text").focus();
})();
