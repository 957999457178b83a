import type { Ack, Hello, LiveFrame, Resume, ServerMessage, Snapshot } from "../protocol";
import { waitS } from "./backoff";
import type { Answer, Problem } from "./http";

/** What the connection needs of the browser; tests give their own. */
export interface Ports {
  readonly ticket: () => Promise<Answer<{ readonly ticket: string }>>;
  readonly open: (protocols: string[]) => Socket;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly after: (ms: number, call: () => void) => () => void;
  /** Calls when what was given to the screen has been drawn. */
  readonly drawn: (call: () => void) => void;
}

/** The part of WebSocket that is used. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
}

/** What the connection tells. */
export interface Listener {
  readonly position: () => { readonly epoch: string; readonly seq: number } | null;
  readonly snapshot: (snapshot: Snapshot) => void;
  readonly frame: (frame: LiveFrame) => void;
  readonly shown: (frame: LiveFrame, shownMs: number) => void;
  readonly status: (status: ConnectionStatus) => void;
}

export type ConnectionStatus =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | { readonly kind: "waiting"; readonly retryAtMs: number; readonly attempt: number }
  | { readonly kind: "refused"; readonly problem: Problem };

/** The station sends something at least every two seconds; silence this long means that the line is dead. */
const SILENCE_MS = 8_000;

/** The live socket: signs on, resumes where it was, acknowledges what was drawn, and comes back by itself. */
export class LiveConnection {
  private socket: Socket | null = null;
  private attempt = 0;
  private generation = 0;
  private acknowledged = 0;
  private cancelTimer: () => void = () => {};

  constructor(
    private readonly ports: Ports,
    private readonly listener: Listener,
  ) {}

  start(): void {
    void this.connect();
  }

  stop(): void {
    this.generation += 1;
    this.cancelTimer();
    this.drop();
  }

  /** Tries at once instead of waiting; a tablet that wakes does not know that its socket is dead. */
  retryNow(): void {
    this.stop();
    this.attempt = 0;
    this.start();
  }

  private async connect(): Promise<void> {
    const generation = ++this.generation;
    this.cancelTimer();
    this.listener.status({ kind: "connecting" });
    const answer = await this.ports.ticket();
    if (generation !== this.generation) return;
    if (!answer.ok && answer.problem.status >= 400 && answer.problem.status < 500 && answer.problem.status !== 429) {
      this.listener.status({ kind: "refused", problem: answer.problem });
    } else if (!answer.ok) this.retryLater();
    else this.open(answer.value.ticket);
  }

  private open(ticket: string): void {
    const socket = this.ports.open(["varde.v1", `ticket.${ticket}`]);
    this.socket = socket;
    this.acknowledged = 0;
    this.watch(socket);
    socket.onopen = () => {
      const position = this.listener.position();
      const hello: Hello = { kind: "hello", epoch: position?.epoch ?? null, seq: position?.seq ?? null };
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket) return;
      this.watch(socket);
      this.receive(socket, JSON.parse(String(data)) as ServerMessage);
    };
    socket.onclose = () => this.lost(socket);
  }

  private receive(socket: Socket, message: Snapshot | Resume | LiveFrame): void {
    if (message.kind === "frame") {
      const receivedMs = this.ports.nowMs();
      this.listener.frame(message);
      this.ports.drawn(() => this.acknowledge(socket, message, receivedMs));
      return;
    }
    if (message.kind === "snapshot") this.listener.snapshot(message);
    this.attempt = 0;
    this.listener.status({ kind: "live" });
  }

  private acknowledge(socket: Socket, frame: LiveFrame, receivedMs: number): void {
    // An acknowledgement stands for all frames before it; a page that was hidden may come to them late.
    if (socket !== this.socket || frame.n <= this.acknowledged) return;
    this.acknowledged = frame.n;
    const shownMs = this.ports.nowMs() - receivedMs;
    const ack: Ack = { kind: "ack", n: frame.n, shown_ms: Math.max(0, Math.round(shownMs * 10) / 10) };
    socket.send(JSON.stringify(ack));
    this.listener.shown(frame, shownMs);
  }

  /** A socket that says nothing is closed: half-open lines give no other sign. */
  private watch(socket: Socket): void {
    this.cancelTimer();
    this.cancelTimer = this.ports.after(SILENCE_MS, () => this.lost(socket));
  }

  private lost(socket: Socket): void {
    if (socket !== this.socket) return;
    this.drop();
    this.retryLater();
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private retryLater(): void {
    const waitMs = waitS(this.attempt, this.ports.random()) * 1000;
    this.attempt += 1;
    this.listener.status({ kind: "waiting", retryAtMs: this.ports.nowMs() + waitMs, attempt: this.attempt });
    this.cancelTimer();
    this.cancelTimer = this.ports.after(waitMs, () => void this.connect());
  }
}
