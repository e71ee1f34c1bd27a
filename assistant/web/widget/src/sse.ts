// Server-sent events, read piece by piece as they come: a piece may end inside a line, or inside a character.

export interface Frame {
  id: string;
  event: string;
  data: string;
}

/** Reads the bytes of one stream in order: `feed` gives the frames that each piece completes. */
export class FrameReader {
  #decoder = new TextDecoder();
  #rest = "";
  #event = "";
  #data: string[] = [];
  #id = "";

  feed(bytes: Uint8Array): Frame[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    const frames: Frame[] = [];
    for (;;) {
      const end = /\r\n|\r|\n/.exec(this.#rest);
      // A carriage return at the very end may be the first half of a line's end.
      if (!end || (end[0] === "\r" && end.index === this.#rest.length - 1)) return frames;
      const line = this.#rest.slice(0, end.index);
      this.#rest = this.#rest.slice(end.index + end[0].length);
      const frame = this.#read(line);
      if (frame) frames.push(frame);
    }
  }

  #read(line: string): Frame | null {
    if (line === "") {
      const frame = { id: this.#id, event: this.#event || "message", data: this.#data.join("\n") };
      const complete = this.#data.length > 0;
      this.#event = "";
      this.#data = [];
      return complete ? frame : null;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#event = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return null;
  }
}
