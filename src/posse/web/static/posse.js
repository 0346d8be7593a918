/* Keys that save a hand's way. Everything they do has a link, so pages work without them. */
(function () {
  "use strict";
  const PATIENCE_MILLISECONDS = 1500;
  let goPressedAt = 0;

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  const lastCase = document.body.dataset.lastCase || "/search/";
  const places = { w: "/", c: lastCase, s: "/suspense/", h: "/holds/", a: "/approvals/" };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const isGoing = event.timeStamp - goPressedAt < PATIENCE_MILLISECONDS;
    goPressedAt = event.key === "g" ? event.timeStamp : 0;
    if (event.key === "/") {
      const field = document.getElementById("query") || document.getElementById("search");
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === "?") {
      window.location.assign("/keys/");
    } else if (isGoing && places[event.key]) {
      window.location.assign(places[event.key]);
    }
  });
})();
