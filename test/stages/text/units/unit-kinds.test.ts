import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as c from "../../../../stages/text/characters/charclass.js";
import { charClass } from "../../../../stages/text/characters/charclass.js";
import { profileOf } from "../../../../stages/text/profile.js";
import {
  countOf,
  kindSet,
  kindsOf,
  longestLeast,
  mostClasses,
  nextBetween,
  nextKind,
  nextRun,
} from "../../../../stages/text/units/unit-kinds.js";
import { UnitPairs } from "../../../../stages/text/units/unit-pairs.js";

/** Units of every class, and long enough for several steps of each loop. */
const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: fc.constantFrom(..."汉字中文，。 aB1{;`~\n<&@"), maxLength: 60 }),
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

const isHan = c.isHanClass;
const isLate = (kind: number): boolean => kind >= c.SURROGATE;
const isGap = (kind: number): boolean => kind === c.SPACE || kind === c.DIGIT || kind === c.CODE_SIGN;
const [han, late, gap] = [kindSet(isHan), kindSet(isLate), kindSet(isGap)];

function kindAt(text: string, at: number): number {
  return at < 0 || at >= text.length ? -1 : (charClass[text.charCodeAt(at)] ?? -1);
}

/** The first place in [from, to) that `is` true for, or `to`. */
function first(from: number, to: number, is: (at: number) => boolean): number {
  for (let at = from; at < to; at++) if (is(at)) return at;
  return to;
}

test("no unit that a rule looks for by its class is passed over, and none is taken for another", () => {
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(), (text, a, b) => {
      const to = text.length === 0 ? 0 : a % (text.length + 1);
      const from = to === 0 ? 0 : b % (to + 1);
      const units = kindsOf(text);
      assert.deepEqual(
        [...units.subarray(0, text.length)],
        Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)),
      );
      for (const [set, is] of [
        [han, isHan],
        [late, isLate],
        [gap, isGap],
      ] as const) {
        const holds = (at: number): boolean => is(kindAt(text, at));
        assert.equal(nextKind(set, from, to), first(from, to, holds));
        const places = Array.from({ length: to - from }, (_, i) => from + i);
        assert.equal(countOf(set, from, to), places.filter(holds).length);
      }
      assert.equal(
        nextBetween(han, gap, late, from, to),
        first(
          from,
          to,
          (at) => isHan(kindAt(text, at - 1)) && isGap(kindAt(text, at)) && isLate(kindAt(text, at + 1)),
        ),
      );
    }),
    { numRuns: 400 },
  );
});

test("a run is found exactly where enough units of its classes stand together", () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 2, max: longestLeast }), fc.nat(), (text, least, a) => {
      const from = a % (text.length + 1);
      kindsOf(text);
      const runs = (at: number): boolean =>
        at + least <= text.length && first(at, at + least, (i) => !isHan(kindAt(text, i))) === at + least;
      assert.equal(nextRun(han, least, from, text.length), first(from, text.length, runs));
    }),
    { numRuns: 400 },
  );
});

test("each pair of units that words begin with is found, by several lists in turn", () => {
  const isSecond = (unit: number): boolean => unit % 3 === 0 && unit < 0xd800;
  const seconds = Array.from({ length: 0x10000 }, (_, unit) => unit).filter(isSecond);
  const lists = ["汉a中", "字<", "文。1B", ",;~`{@&", "\n"].map((firsts) => ({
    firsts,
    pairs: new UnitPairs(firsts, String.fromCharCode(...seconds)),
  }));
  fc.assert(
    fc.property(texts, fc.nat(), (text, a) => {
      const from = a % (text.length + 1);
      for (const { firsts, pairs } of lists) {
        pairs.unitsOf(text);
        const begins = (at: number): boolean =>
          firsts.includes(text.charAt(at)) && isSecond(at + 1 < text.length ? text.charCodeAt(at + 1) : 0);
        assert.equal(pairs.next(from, text.length), first(from, text.length, begins));
      }
    }),
    { numRuns: 300 },
  );
});

test("a text larger than the memory is searched and counted like any other, and so is the one after it", () => {
  const pairs = new UnitPairs("汉", "字1");
  const large = `${"a b".repeat(500_000)}汉字${" ".repeat(5_000_000)}{`;
  for (const text of ["短，汉1", large, "短，汉1"]) {
    const p = profileOf(text);
    assert.equal(p.han, 2);
    assert.equal(p.codeSign, text === large ? 1 : 0);
    kindsOf(text);
    assert.equal(nextKind(late, 0, text.length), text === large ? text.length - 1 : text.length);
    pairs.unitsOf(text);
    assert.equal(pairs.next(0, text.length), text.indexOf("汉"));
  }
});

test("every unit is counted in its class", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const p = profileOf(text);
      const count = (kind: number): number =>
        Array.from({ length: text.length }, (_, at) => at).filter((at) => kindAt(text, at) === kind).length;
      assert.deepEqual(
        [p.latin, p.digit, p.newline, p.hanTraditional, p.backtick, p.kana, p.replacement, p.latinExtended],
        [
          c.LATIN,
          c.DIGIT,
          c.NEWLINE,
          c.HAN_TRADITIONAL,
          c.BACKTICK,
          c.KANA,
          c.REPLACEMENT,
          c.LATIN_EXTENDED,
        ].map(count),
      );
    }),
    { numRuns: 200 },
  );
});

test("signs that rules are drawn with and points count as punctuation of ASCII, as do the signs that have a class alone", () => {
  const p = profileOf("a-=+|*_#.:!\"$%'(),/?[]^<&@`{};~1，");
  assert.equal(p.punctuationAscii, 30);
  assert.equal(p.visible, 33);
});

test("no class is numbered past the room that the kernel has, where it would count as another", () => {
  assert.ok(Math.max(...new Set(charClass)) < mostClasses);
});
