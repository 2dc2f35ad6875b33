// The answer boxes stand in .st-key-xt-keys. Digits choose the nth option; Enter presses the page's one primary button.
if (!window.xtKeys) {
  window.xtKeys = true;
  document.addEventListener("keydown", event => {
    const box = document.querySelector('[class*="st-key-xt-keys"]');
    if (!box || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    const at = document.activeElement, kind = at ? at.tagName : "";
    const typing = kind === "TEXTAREA" || (kind === "INPUT" && !["radio", "checkbox"].includes(at.type));
    if (typing) return;
    if (/^[1-9]$/.test(event.key)) {
      const choices = box.querySelectorAll('input[type="radio"], input[type="checkbox"]');
      const choice = choices[Number(event.key) - 1];
      if (choice) { choice.click(); choice.focus(); event.preventDefault(); }
    } else if (event.key === "Enter" && !["BUTTON", "A", "SUMMARY"].includes(kind)) {
      const button = box.querySelector('[data-testid="stBaseButton-primaryFormSubmit"], [data-testid="stBaseButton-primary"]');
      if (button) { event.preventDefault(); button.click(); }
    }
  }, true);
  document.addEventListener("click", event => {
    const link = event.target.closest && event.target.closest('.xt-study a[href^="source?"]');
    if (link) { link.target = "_blank"; link.rel = "noopener"; }
  }, true);
}
