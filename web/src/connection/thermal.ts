import { API, station } from "./http";
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
/** The next picture is asked for after so long: the camera may make more, but each is decoded and painted without help. */
const PICTURE_MS = 180;

/** At least `ms`, and on a hidden page until somebody looks, or the station would think that the line is dead. */
async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  if (!document.hidden) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, HIDDEN_MS);
    function done() {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", done);
      resolve();
    }
    document.addEventListener("visibilitychange", done);
  });
}
const HIDDEN_MS = 5_000;

/** Shows each newest picture of one aircraft until the returned function is called; comes back by itself. */
export function watchThermal(
  vehicleId: number,
  show: (message: ThermalMessage) => Promise<void>,
  isConnected: (is: boolean) => void,
): () => void {
  let isStopped = false;
  let socket: WebSocket | null = null;
  let timer = 0;

  function retry(): void {
    isConnected(false);
    if (!isStopped) timer = window.setTimeout(() => void open(), RETRY_MS);
  }

  async function open(): Promise<void> {
    const answer = await station.thermalTicket(vehicleId);
    if (isStopped) return;
    if (!answer.ok) {
      retry();
      return;
    }
    const opened = new WebSocket(thermalAddress(vehicleId), ["varde.v1", `ticket.${answer.value.ticket}`]);
    opened.binaryType = "arraybuffer";
    opened.onopen = () => isConnected(true);
    opened.onclose = retry;
    opened.onmessage = async ({ data }: MessageEvent<ArrayBuffer>) => {
      const message = parseThermal(data);
      const beganMs = performance.now();
      await show(message);
      await pause(Math.max(0, PICTURE_MS - (performance.now() - beganMs)));
      const ack: ThermalAck = { kind: "ack", n: message.header.n };
      if (opened.readyState === WebSocket.OPEN) opened.send(JSON.stringify(ack));
    };
    socket = opened;
  }

  void open();
  return () => {
    isStopped = true;
    window.clearTimeout(timer);
    if (socket) socket.onclose = null;
    socket?.close();
  };
}

function thermalAddress(vehicleId: number): URL {
  const address = new URL(`vehicles/${vehicleId}/thermal`, API);
  address.protocol = address.protocol.replace("http", "ws");
  return address;
}
