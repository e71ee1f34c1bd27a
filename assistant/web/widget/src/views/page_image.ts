// A page of a PDF as it looks, what is cited in a box. Drawn on a canvas: the page that embeds us need allow no pictures.

import { html, type TemplateResult } from "lit/html.js";
import type { Api } from "../api.ts";
import type { Desk } from "../desk.ts";
import type { PageImage } from "../types.ts";

const SCALE = 2; // pixels a point
const MARGIN = 3; // points between the words and their box

/** A canvas as lit-html fills its property. */
type Canvas = HTMLCanvasElement & { page?: PageImage; drawnPage?: PageImage };

export function pageImage({ say }: Desk, page: PageImage): TemplateResult {
  return html`<canvas class="facsimile" role="img" aria-label=${say("page_image", { number: page.number })} .page=${page}></canvas>`;
}

/** Draw the pages in `root` that are not drawn yet. */
export function drawPages(root: ParentNode, api: Api): void {
  for (const canvas of root.querySelectorAll<Canvas>("canvas.facsimile")) {
    if (!canvas.page || canvas.page === canvas.drawnPage) continue;
    canvas.drawnPage = canvas.page;
    void draw(canvas, canvas.page, api);
  }
}

async function draw(canvas: Canvas, page: PageImage, api: Api): Promise<void> {
  try {
    const picture = await createImageBitmap(await api.picture(page.image));
    canvas.width = picture.width;
    canvas.height = picture.height;
    const pen = canvas.getContext("2d");
    if (!pen) return;
    pen.drawImage(picture, 0, 0);
    pen.strokeStyle = getComputedStyle(canvas).outlineColor;
    pen.scale(SCALE, SCALE);
    pen.lineWidth = 2;
    for (const [left, top, right, bottom] of page.boxes) {
      pen.strokeRect(left - MARGIN, top - MARGIN, right - left + 2 * MARGIN, bottom - top + 2 * MARGIN);
    }
  } catch {
    canvas.hidden = true; // the words of the page stand below it
  }
}
