import fc from "fast-check";
import { expect, test } from "vitest";
import { type Frame, FrameReader } from "../src/sse.ts";

const written = new TextEncoder();

function read(pieces: Uint8Array[]): Frame[] {
  const reader = new FrameReader();
  return pieces.flatMap((piece) => reader.feed(piece));
}

/** `bytes` cut at each of `places`. */
function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.slice(index ? ends[index - 1] : 0, end));
}

const line = fc.string({ unit: "binary" }).map((text) => text.replace(/[\r\n\0]/g, ""));
const frame = fc.record({ id: line, event: line.filter(Boolean), data: fc.array(line, { minLength: 1, maxLength: 3 }) });

test("however a stream is split, the same events come out, in the same order", () => {
  fc.assert(
    fc.property(
      fc.array(frame),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.array(fc.nat(5000)),
      (frames, end, places) => {
        const text = frames
          .map(({ id, event, data }) => [": ping", `id: ${id}`, `event: ${event}`, ...data.map((words) => `data: ${words}`), "", ""].join(end))
          .join("");
        // What ends the last line for sure, were it a carriage return alone.
        const bytes = written.encode(`${text}: end\n`);
        const expected = frames.map(({ id, event, data }) => ({ id, event, data: data.join("\n").toWellFormed() }));
        const whole = read([bytes]).map((one) => ({ ...one }));
        expect(whole.map(({ data }) => data)).toEqual(expected.map(({ data }) => data));
        expect(read(cut(bytes, places))).toEqual(whole);
        expect(read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
      },
    ),
  );
});

test("an event without data is none, and an unfinished one waits", () => {
  expect(read([written.encode("event: done\n\nid: a.1\ndata: {}")])).toEqual([]);
  expect(read([written.encode("id: a.1\nevent: done\ndata:{}\n\n")])).toEqual([{ id: "a.1", event: "done", data: "{}" }]);
});
