/* Asks the browser for a passkey before a form is sent; without it the form has nothing to send. */
(function () {
  "use strict";

  async function ask(form) {
    const options = JSON.parse(form.dataset.options);
    return form.dataset.passkey === "create"
      ? window.webauthnJSON.create(options)
      : window.webauthnJSON.get(options);
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = form.querySelector(".usa-error-message");
      said.hidden = true;
      try {
        const answer = await ask(form);
        form.querySelector("input[name=credential]").value = JSON.stringify(answer);
        form.submit();
      } catch (error) {
        said.textContent = "The browser gave no passkey. Try again, or use a code instead.";
        said.hidden = false;
      }
    });
  }
})();
