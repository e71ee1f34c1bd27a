// The file a page loads: it defines <caio-assistant>, once.

import { CaioAssistant } from "./element.ts";

if (!customElements.get("caio-assistant")) customElements.define("caio-assistant", CaioAssistant);
