// Filtering and correcting. The page can be read without; everything here is
// hidden until this has run.
(function () {
  "use strict";
  var all = Array.prototype.slice.call(document.querySelectorAll("article.snippet"));
  var form = document.querySelector(".filter");
  if (!form) return;
  var find = document.getElementById("find");
  var choices = Array.prototype.slice.call(form.querySelectorAll("select[data-key]"));
  var found = form.querySelector(".found");
  var texts = all.map(function (a) {
    return a.querySelector(".from").textContent + "\n" + a.querySelector(".snippet-text").textContent +
      "\n" + (a.querySelector(".snippet-title") || { textContent: "" }).textContent + "\n" + (a.dataset.find || "");
  }).map(function (s) { return s.toLowerCase(); });

  function filter() {
    var words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    all.forEach(function (a, i) {
      var fits = choices.every(function (c) { return !c.value || a.dataset[c.dataset.key] === c.value; }) &&
        words.every(function (w) { return texts[i].indexOf(w) >= 0; });
      a.hidden = !fits;
      if (fits) shown++;
    });
    document.querySelectorAll(".group").forEach(function (g) {
      g.hidden = !g.querySelector("article.snippet:not([hidden])");
    });
    found.textContent = found.dataset.found.replace("{shown}", shown).replace("{all}", all.length);
  }
  find.addEventListener("input", filter);
  choices.forEach(function (c) { c.addEventListener("change", filter); });
  form.addEventListener("submit", function (e) { e.preventDefault(); });
  form.hidden = false;
  filter();

  var lines = document.getElementById("lines");
  var blank = document.getElementById("correct");
  document.getElementById("corrections").hidden = false;
  all.forEach(function (a) {
    var box = blank.content.cloneNode(true);
    var of = box.querySelector(".of");
    var label = box.querySelector(".label");
    var added = box.querySelector(".added");
    a.querySelectorAll(".labels li[data-target]").forEach(function (li) {
      var o = document.createElement("option");
      o.value = li.dataset.target;
      o.textContent = li.querySelector("bdi").textContent;
      o.selected = o.value === a.dataset.target;
      of.appendChild(o);
    });
    if (!of.options.length) return;
    var remark = box.querySelector(".remark");
    box.querySelector(".add").addEventListener("click", function () {
      var line = '{"id":' + a.dataset.id + ',"target":' + JSON.stringify(of.value) + ',"label":' + JSON.stringify(label.value) +
        ',"note":' + JSON.stringify(remark.value);
      if (a.dataset.text !== undefined) line += ',"title":' + a.dataset.title + ',"text":' + a.dataset.text;
      lines.value += line + "}\n";
      added.textContent = added.dataset.done;
    });
    a.appendChild(box);
  });
  var copy = document.getElementById("copy");
  var copied = document.getElementById("copied");
  copy.addEventListener("click", function () {
    function done() { copied.textContent = copy.dataset.done; }
    function byHand() {
      lines.focus();
      lines.select();
      if (document.execCommand("copy")) done();
    }
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(lines.value).then(done, byHand);
    else byHand();
  });
})();
