/* Formulas: the TeX that a page holds becomes MathML, which browsers draw by themselves.
   A page without one loads nothing of this; without a script, or where it is no TeX, the text stays. */

const FOLDER = new URL("vendor/temml/", import.meta.url);
const DELIMITED = /^\\([([])([\s\S]*)\\[)\]]$/;
let loading;

/** Draw the `formulas`, elements that hold `\(…\)` or `\[…\]`. */
export async function startMath(formulas) {
  const temml = await load();
  for (const formula of formulas) {
    const [, opening, tex] = formula.textContent.trim().match(DELIMITED) ?? [];
    if (tex) draw(temml, tex, formula, opening === "[");
  }
}

function draw(temml, tex, formula, displayMode) {
  try {
    const math = temml.renderToString(tex, { displayMode, annotate: true, throwOnError: true });
    formula.innerHTML = math;
  } catch {
    formula.title = "This formula cannot be drawn";
  }
}

function load() {
  loading ??= new Promise((resolve, reject) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = new URL("temml.css", FOLDER);
    const script = document.createElement("script");
    script.src = new URL("temml.min.js", FOLDER);
    script.onload = () => resolve(window.temml);
    script.onerror = () => reject(new Error("temml.min.js is not part of this site"));
    document.head.append(style, script);
  });
  return loading;
}
