import { expect, test } from "vitest";
import { parseThermal } from "./thermal";

function packed(header: object, jpeg: number[], length?: number): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(4 + text.length + jpeg.length);
  new DataView(bytes.buffer).setUint32(0, length ?? text.length);
  bytes.set(text, 4);
  bytes.set(jpeg, 4 + text.length);
  return bytes.buffer;
}

test("the header and the picture are taken apart", () => {
  const { header, jpeg } = parseThermal(packed({ vehicle_id: 2, n: 41, note: "å" }, [0xff, 0xd8, 1]));

  expect(header).toMatchObject({ vehicle_id: 2, n: 41, note: "å" });
  expect([...jpeg]).toEqual([0xff, 0xd8, 1]);
});

test("a length beyond the message is refused", () => {
  expect(() => parseThermal(packed({}, [], 1_000_000))).toThrow(RangeError);
});
