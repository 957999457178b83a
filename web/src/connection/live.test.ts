import { expect, test } from "vitest";
import type { LiveFrame, Snapshot } from "../protocol";
import { type ConnectionStatus, LiveConnection, type Socket } from "./live";

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: unknown[] = [];
  isClosed = false;
  constructor(readonly protocols: string[]) {}
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.isClosed = true;
  }
  says(message: unknown) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

/** A connection with a clock, timers and a screen that the test moves by hand. */
function bench(ticketStatus = () => 200) {
  const sockets: FakeSocket[] = [];
  const timers: { at: number; call: () => void }[] = [];
  const drawings: (() => void)[] = [];
  const statuses: ConnectionStatus[] = [];
  let now = 0;
  let position: { epoch: string; seq: number } | null = null;
  const frames: LiveFrame[] = [];
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const connection = new LiveConnection(
    {
      ticket: async () =>
        ticketStatus() === 200
          ? { ok: true, value: { ticket: "t" } }
          : { ok: false, problem: { status: ticketStatus(), detail: "", remedy: null } },
      open: (protocols) => {
        const socket = new FakeSocket(protocols);
        sockets.push(socket);
        return socket;
      },
      nowMs: () => now,
      random: () => 1,
      after: (ms, call) => {
        const timer = { at: now + ms, call };
        timers.push(timer);
        return () => void (timer.at = Infinity);
      },
      drawn: (call) => drawings.push(call),
    },
    {
      position: () => position,
      snapshot: ({ epoch, seq }) => void (position = { epoch, seq }),
      frame: (frame) => {
        frames.push(frame);
        if (position && frame.events.length) position = { ...position, seq: frame.events.at(-1)!.seq };
      },
      shown: () => {},
      status: (status) => statuses.push(status),
    },
  );
  return {
    connection,
    sockets,
    frames,
    statuses,
    draw: () => drawings.splice(0).forEach((call) => call()),
    settle,
    async pass(ms: number) {
      now += ms;
      for (const timer of timers) if (timer.at <= now) [timer.at] = [Infinity, timer.call()];
      await settle();
    },
  };
}

const SNAPSHOT = { kind: "snapshot", epoch: "e", seq: 7, picture: {} } as unknown as Snapshot;
const frame = (n: number, seqs: number[] = []): LiveFrame =>
  ({ kind: "frame", n, at: "", events: seqs.map((seq) => ({ seq })), state: [], pending: {} }) as unknown as LiveFrame;

async function opened() {
  const it = bench();
  it.connection.start();
  await it.settle();
  it.sockets[0]!.onopen!();
  it.sockets[0]!.says(SNAPSHOT);
  return it;
}

test("the ticket travels as a sub-protocol and the first word says that nothing is known", async () => {
  const { sockets, statuses } = await opened();

  expect(sockets[0]!.protocols).toEqual(["varde.v1", "ticket.t"]);
  expect(sockets[0]!.sent).toEqual([{ kind: "hello", epoch: null, seq: null }]);
  expect(statuses.map(({ kind }) => kind)).toEqual(["connecting", "live"]);
});

test("a frame is acknowledged after it was drawn, not when it came", async () => {
  const { sockets, draw, pass } = await opened();
  sockets[0]!.says(frame(1));

  const before = sockets[0]!.sent.length;
  await pass(16);
  draw();

  expect(before).toBe(1);
  expect(sockets[0]!.sent[1]).toEqual({ kind: "ack", n: 1, shown_ms: 16 });
});

test("a cut socket is opened again where it was", async () => {
  const it = await opened();
  it.sockets[0]!.says(frame(1, [8, 9]));
  it.sockets[0]!.onclose!();

  await it.pass(500);
  it.sockets[1]!.onopen!();

  expect(it.sockets[1]!.sent).toEqual([{ kind: "hello", epoch: "e", seq: 9 }]);
  expect(it.statuses.map(({ kind }) => kind)).toEqual(["connecting", "live", "waiting", "connecting"]);
});

test("what was drawn from an old socket is not acknowledged on the new one", async () => {
  const it = await opened();
  it.sockets[0]!.says(frame(1));
  it.sockets[0]!.onclose!();
  await it.pass(500);
  it.sockets[1]!.onopen!();

  it.draw();

  expect(it.sockets[1]!.sent.length).toBe(1);
  expect(it.sockets[0]!.sent.length).toBe(1);
});

test("a silent socket is given up and the waits grow", async () => {
  const it = await opened();

  await it.pass(8_000);
  const waits = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    const last = it.statuses.at(-1)!;
    waits.push(last.kind === "waiting" ? last.retryAtMs : null);
    await it.pass(20_000);
    it.sockets.at(-1)!.onclose?.();
  }

  expect(it.sockets[0]!.isClosed).toBe(true);
  expect(waits.every((wait) => wait !== null)).toBe(true);
  expect(it.statuses.filter(({ kind }) => kind === "waiting").map((status) => "attempt" in status && status.attempt)).toEqual(
    [1, 2, 3, 4, 5],
  );
});

test("a refusal is told and not tried again", async () => {
  const it = bench(() => 401);
  it.connection.start();

  await it.pass(60_000);

  expect(it.statuses.at(-1)).toMatchObject({ kind: "refused", problem: { status: 401 } });
  expect(it.sockets.length).toBe(0);
});

test("an unreachable station is tried again", async () => {
  const statuses = [0, 0, 200];
  const it = bench(() => statuses[0]!);
  it.connection.start();
  await it.settle();

  statuses.shift();
  await it.pass(500);
  statuses.shift();
  await it.pass(2_000);

  expect(it.sockets.length).toBe(1);
});
