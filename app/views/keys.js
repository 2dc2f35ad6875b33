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
  // In an exam the boxes for words stand in .st-key-xt-question-…. Streamlit takes their text over when they are left or
  // on Ctrl+Enter; pressing that for the writer whenever she pauses, or hides or closes the page, saves it in time.
  const PAUSE = 1000;
  let waiting = 0, unsaved = null;
  const takeOver = () => {
    clearTimeout(waiting);
    if (!unsaved || !unsaved.isConnected) return;
    unsaved.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true, cancelable: true }));
    unsaved = null;
  };
  const typed = event => {
    const box = event.target;
    if (event.isComposing || !box.matches || !box.matches('[class*="st-key-xt-question"] :is(textarea, input[type="text"]:not([role]))')) return;
    clearTimeout(waiting);
    unsaved = box;
    waiting = setTimeout(takeOver, PAUSE);
  };
  document.addEventListener("input", typed, true);
  document.addEventListener("compositionend", typed, true);
  document.addEventListener("visibilitychange", () => { if (document.hidden) takeOver(); });
  window.addEventListener("pagehide", takeOver);
  document.addEventListener("click", event => {
    const link = event.target.closest && event.target.closest('.xt-study a[href^="source?"]');
    if (link) { link.target = "_blank"; link.rel = "noopener"; }
  }, true);
}
