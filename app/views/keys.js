// The answer boxes stand in .st-key-xt-keys. A letter or a digit chooses an option; where there are several rows of letters
// (matching, ordering) letters fill them from the top and a digit goes to a row. Enter presses the page's one primary button.
if (!window.xtKeys) {
  window.xtKeys = true;
  const answers = () => document.querySelector('[class*="st-key-xt-keys"]');
  const isTyping = at => !!at && (at.tagName === "TEXTAREA" || (at.tagName === "INPUT" && !["radio", "checkbox"].includes(at.type)));
  const press = (input, event) => { input.click(); input.focus(); taken(event); };
  // Streamlit has shortcuts of its own on letters.
  const taken = event => { event.preventDefault(); event.stopImmediatePropagation(); };
  const radios = row => [...row.querySelectorAll('input[type="radio"]')];
  const isOpen = row => !radios(row).some(input => input.checked);
  const inRows = (rows, letter, digit, event) => {
    const here = rows.findIndex(row => row.contains(document.activeElement));
    if (digit >= 0) {
      if (rows[digit]) { (radios(rows[digit]).find(input => input.checked) || radios(rows[digit])[0]).focus(); taken(event); }
      return;
    }
    const at = here >= 0 ? here : Math.max(0, rows.findIndex(isOpen)), choice = radios(rows[at])[letter];
    if (!choice) return;
    press(choice, event);
    const next = rows.findIndex((row, n) => n > at && isOpen(row));
    if (next >= 0) radios(rows[next])[0].focus();
  };
  document.addEventListener("keydown", event => {
    const box = answers();
    if (!box || event.altKey || event.isComposing || event.repeat) return;
    const at = document.activeElement, kind = at ? at.tagName : "", held = event.ctrlKey || event.metaKey;
    if (isTyping(at)) {
      // of several blanks Enter goes to the next empty one; in the last one Streamlit submits
      const fields = [...box.querySelectorAll('input[type="text"]:not([role])')];
      const next = fields.slice(fields.indexOf(at) + 1).find(field => !field.value);
      if (event.key === "Enter" && !held && fields.includes(at) && next) { next.focus(); taken(event); }
      return;
    }
    // an input method may hide the letter, but not the key
    const key = event.key.length === 1 ? event.key : event.code.replace(/^(Key|Digit|Numpad)/, "");
    const digit = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
    const letter = /^[a-z]$/i.test(key) ? key.toLowerCase().charCodeAt(0) - 97 : -1;
    if (!held && (digit >= 0 || letter >= 0)) {
      const rows = [...box.querySelectorAll('[role="radiogroup"]')];
      const choices = box.querySelectorAll('input[type="radio"], input[type="checkbox"]');
      if (rows.length > 1) inRows(rows, letter, digit, event);
      else if (choices[Math.max(digit, letter)]) press(choices[Math.max(digit, letter)], event);
    } else if (event.key === "Enter" && !["BUTTON", "A", "SUMMARY"].includes(kind)) {
      const button = box.querySelector('[data-testid="stBaseButton-primaryFormSubmit"], [data-testid="stBaseButton-primary"]');
      if (button) { event.preventDefault(); button.click(); }
    }
  }, true);
  // A box for words has the focus as soon as its question is drawn, except where that would open a phone's keyboard.
  let offered = null;
  const offer = () => {
    const box = answers(), field = box && box.querySelector('textarea, input[type="text"]:not([role])');
    if (!field || field === offered || !matchMedia("(pointer: fine)").matches) return;
    offered = field;
    if (!isTyping(document.activeElement)) field.focus();
  };
  // In an exam the next part begins at its first question, wherever the page was left.
  let part = "";
  const turn = () => {
    const box = document.querySelector('[class*="st-key-xt-part-"]');
    const name = box ? [...box.classList].find(word => word.startsWith("st-key-xt-part-")) : "";
    if (box && part && name !== part) box.scrollIntoView({ block: "start" });
    part = name;
  };
  new MutationObserver(turn).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
  new MutationObserver(offer).observe(document.body, { childList: true, subtree: true });
  offer();
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
