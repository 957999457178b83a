import type { ThermalAck, ThermalHeader } from "../protocol";

/** One thermal picture as it travels: a 4-byte big-endian length, the JSON header, the JPEG. */
export interface ThermalMessage {
  readonly header: ThermalHeader;
  readonly jpeg: Uint8Array<ArrayBuffer>;
}

export function parseThermal(bytes: ArrayBuffer): ThermalMessage {
  const length = new DataView(bytes).getUint32(0);
  if (length > bytes.byteLength - 4) throw new RangeError(`header of ${length} bytes in a message of ${bytes.byteLength}`);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))) as ThermalHeader;
  return { header, jpeg: new Uint8Array(bytes, 4 + length) };
}

const RETRY_MS = 2_000;

/** Shows each newest picture of one aircraft until the returned function is called; comes back by itself. */
export function watchThermal(address: URL, show: (message: ThermalMessage) => Promise<void>): () => void {
  let isStopped = false;
  let socket: WebSocket | null = null;
  let timer = 0;

  function open(): void {
    const opened = new WebSocket(address, ["varde.v1"]);
    opened.binaryType = "arraybuffer";
    opened.onmessage = async ({ data }: MessageEvent<ArrayBuffer>) => {
      const message = parseThermal(data);
      await show(message);
      const ack: ThermalAck = { kind: "ack", n: message.header.n };
      if (opened.readyState === WebSocket.OPEN) opened.send(JSON.stringify(ack));
    };
    opened.onclose = () => {
      if (!isStopped) timer = window.setTimeout(open, RETRY_MS);
    };
    socket = opened;
  }

  open();
  return () => {
    isStopped = true;
    window.clearTimeout(timer);
    socket?.close();
  };
}
