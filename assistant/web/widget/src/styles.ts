// The styles, as sheets the shadow root adopts: no style element, no style attribute.

import answer from "./styles/answer.css?inline";
import base from "./styles/base.css?inline";
import frame from "./styles/frame.css?inline";
import print from "./styles/print.css?inline";
import source from "./styles/source.css?inline";

export const sheets = [base, frame, answer, source, print].map((css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
});
