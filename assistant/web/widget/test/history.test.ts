import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { begin, type Conversation, reduce } from "../src/conversation.ts";
import { History } from "../src/history.ts";

/** A browser's storage, as large as told. */
class Shelf {
  readonly held = new Map<string, string>();
  constructor(readonly room = Infinity) {}
  getItem(key: string): string | null {
    return this.held.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (value.length > this.room) throw new DOMException("full", "QuotaExceededError");
    this.held.set(key, value);
  }
  removeItem(key: string): void {
    this.held.delete(key);
  }
}

function conversation(id: string, ...questions: string[]): Conversation {
  return questions.reduce((before, question, index) => {
    const exchange = `${id}-${index}`;
    const asked = reduce(before, { type: "asked", id: exchange, question, askedAt: "2026-11-23T10:00:00Z", asOf: null });
    return reduce(asked, { type: "stopped", id: exchange });
  }, begin(id));
}

let shelf: Shelf;
let history: History;
beforeEach(() => {
  shelf = new Shelf();
  history = new History("https://a.example", shelf);
});

test("what was said is there at the next visit, the latest first, for this server alone", () => {
  history.save(conversation("1", "Qui ?"));
  history.save(conversation("2", "Quand ?"));
  history.save(conversation("1", "Qui ?", "Où ?"));
  const again = new History("https://a.example", shelf).read();
  expect(again.map(({ id, exchanges }) => [id, exchanges.length])).toEqual([["1", 2], ["2", 1]]);
  expect(new History("https://b.example", shelf).read()).toEqual([]);
});

test("turned off, it forgets all and keeps nothing, until it is turned on again", () => {
  history.save(conversation("1", "Qui ?"));
  history.keep(false);
  history.save(conversation("2", "Quand ?"));
  expect([...shelf.held.values()].join()).not.toMatch(/Qui|Quand/);
  expect(new History("https://a.example", shelf).on).toBe(false);
  history.keep(true);
  history.save(conversation("3", "Où ?"));
  expect(history.read()).toHaveLength(1);
});

test("deleted is deleted", () => {
  history.save(conversation("1", "Qui ?"));
  history.save(conversation("2", "Quand ?"));
  history.remove("1");
  expect([...shelf.held.values()].join()).not.toContain("Qui");
  history.remove("2");
  expect(shelf.held.size).toBe(0);
});

test("what does not fit goes, the oldest first; the last question asked stays if it fits at all", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(900), { minLength: 1, maxLength: 12 }), fc.integer({ min: 600, max: 4000 }), fc.boolean(), (sizes, room, byQuota) => {
      const small = new Shelf(byQuota ? room : Infinity);
      const kept = new History("https://a.example", small, byQuota ? Infinity : room);
      sizes.forEach((size, index) => kept.save(conversation(String(index), "x".repeat(size))));
      const ids = kept.read().map(({ id }) => Number(id));
      expect(JSON.stringify(kept.read()).length).toBeLessThanOrEqual(room);
      expect(ids).toEqual(ids.toSorted((a, b) => b - a));
      const last = JSON.stringify([conversation(String(sizes.length - 1), "x".repeat(sizes.at(-1) as number))]);
      expect(ids.includes(sizes.length - 1)).toBe(last.length <= room);
    }),
  );
});

test("what else may lie there is not taken for a conversation", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.constant('[{"id":"1","exchanges":[{}]}]')), (held) => {
      shelf.setItem("caio:1:https://a.example", held);
      expect(history.read().every(({ exchanges }) => exchanges.every(({ question }) => typeof question === "string"))).toBe(true);
    }),
  );
});

test("a browser without storage keeps nothing and breaks nothing", () => {
  const none = new History("https://a.example", null);
  none.save(conversation("1", "Qui ?"));
  expect([none.on, none.read()]).toEqual([false, []]);
});
