import type { FeatureCollection } from "geojson";
import type {
  AdaptRequest,
  AirState,
  CatalogueRequest,
  ChangeView,
  Command,
  CommandResult,
  ControlRequest,
  ControlView,
  DrawingView,
  CoolingCurve,
  GuestLinkRequest,
  GuestLinkView,
  GuestPass,
  JournalPage,
  LiveTicket,
  MapSource,
  MarkRequest,
  Me,
  MissionUpload,
  OffersView,
  OwnLayer,
  NewGuestLink,
  PlanRequest,
  PlanView,
  PreflightView,
  ProblemDocument,
  ResumeRequest,
  ResumeResult,
  Review,
  SearchChoices,
  SearchRequest,
  SearchTasksRequest,
  SearchTasksView,
  SearchView,
  ShelfTemplate,
  ShelfView,
  SignIn,
  TakeRequest,
  TemplateView,
  TerrainTiles,
  Tick,
  Trails,
} from "../protocol";

/** What came back: the answer, or why not. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Why a request failed; `status` 0 means that the station was not reached. */
export interface Problem {
  readonly status: number;
  readonly detail: string;
  readonly remedy: string | null;
}

export const API = new URL("api/v1/", globalThis.document?.baseURI ?? "http://localhost/");

const WAIT_MS = 10_000;
/** A command or an upload is answered when the aircraft has answered. */
const AIRCRAFT_WAIT_MS = 90_000;

let language = "nb";

/** The station writes its problems in this language from now on. */
export function askIn(tag: string): void {
  language = tag;
}

async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  waitMs = WAIT_MS,
  isAnswer: (body: unknown) => boolean = () => false,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const isFile = body instanceof Blob;
  const type = body === undefined ? {} : { "Content-Type": isFile ? "application/octet-stream" : "application/json" };
  try {
    const response = await fetch(new URL(path, API), {
      method,
      credentials: "same-origin",
      headers: { "Accept-Language": language, ...headers, ...type },
      ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(waitMs),
    });
    const answer = parsed(await response.text());
    if (response.ok || isAnswer(answer)) return { ok: true, value: answer as T };
    return { ok: false, problem: problemOf(response, answer) };
  } catch {
    return { ok: false, problem: { status: 0, detail: "", remedy: null } };
  }
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(response: Response, answer: unknown): Problem {
  const document = (answer ?? {}) as Partial<ProblemDocument>;
  return {
    status: response.status,
    detail: document.detail ?? document.title ?? response.statusText,
    remedy: document.remedy ?? null,
  };
}

/** With the same key a request that was sent twice is done once. */
function saidOnce(path: string, body: unknown, key: string): Promise<Answer<unknown>> {
  return request<unknown>("POST", path, body, WAIT_MS, undefined, { "Idempotency-Key": key });
}

const isPlanView = (answer: unknown) => typeof answer === "object" && answer !== null && "problems" in answer;

/** A template as `GET /templates` lists it. */
const incidentPath = (id: string) => `incidents/${encodeURIComponent(id)}`;

/** Where the picture of a finding's best look is; `at` only tells one look from the next. */
export const findingPicture = (incident: string, finding: string, at: string) =>
  new URL(`${incidentPath(incident)}/findings/${encodeURIComponent(finding)}/picture?at=${encodeURIComponent(at)}`, API).href;

const cataloguePath = (fingerprint: string) => `catalogues/${encodeURIComponent(fingerprint)}`;

export const station = {
  me: () => request<Me>("GET", "me"),
  signIn: (body: SignIn) => request<unknown>("POST", "session", body),
  signOut: () => request<unknown>("DELETE", "session"),
  terrain: () => request<TerrainTiles>("GET", "terrain.json"),
  templates: () => request<ReadonlyArray<TemplateView>>("GET", "templates"),
  liveTicket: (incident: string) => request<LiveTicket>("POST", `${incidentPath(incident)}/live-ticket`),
  thermalTicket: (vehicle: number) => request<LiveTicket>("POST", `vehicles/${vehicle}/thermal-ticket`),
  seen: (incident: string) => request<FeatureCollection>("GET", `${incidentPath(incident)}/seen`),
  journal: (incident: string, after: number, limit: number) =>
    request<JournalPage>("GET", `${incidentPath(incident)}/journal?after=${after}&limit=${limit}`),
  review: (incident: string, finding: string, body: Review, key: string) =>
    saidOnce(`${incidentPath(incident)}/findings/${encodeURIComponent(finding)}/review`, body, key),
  mark: (incident: string, body: MarkRequest, key: string) => saidOnce(`${incidentPath(incident)}/marks`, body, key),
  note: (incident: string, text: string, key: string) => saidOnce(`${incidentPath(incident)}/log`, { text }, key),
  searchChoices: () => request<SearchChoices>("GET", "search-choices"),
  searchMap: (incident: string) => request<SearchView>("GET", `${incidentPath(incident)}/search`, undefined, AIRCRAFT_WAIT_MS),
  makeSearchMap: (incident: string, body: SearchRequest) =>
    request<SearchView>("POST", `${incidentPath(incident)}/search`, body, AIRCRAFT_WAIT_MS),
  /** Dozens of plans are made for it. */
  searchTasks: (incident: string, body: SearchTasksRequest) =>
    request<SearchTasksView>("POST", `${incidentPath(incident)}/search/tasks`, body, AIRCRAFT_WAIT_MS),
  layer: (incident: string, layer: string) =>
    request<FeatureCollection>("GET", `${incidentPath(incident)}/layers/${encodeURIComponent(layer)}`),
  addLayer: (incident: string, file: File) =>
    request<OwnLayer>("POST", `${incidentPath(incident)}/layers?name=${encodeURIComponent(file.name.slice(-200))}`, file, AIRCRAFT_WAIT_MS),
  removeLayer: (incident: string, layer: string) =>
    request<ReadonlyArray<OwnLayer>>("DELETE", `${incidentPath(incident)}/layers/${encodeURIComponent(layer)}`),
  maps: () => request<ReadonlyArray<MapSource>>("GET", "maps"),
  trails: (incident: string) => request<Trails>("GET", `${incidentPath(incident)}/trails`),
  temperatures: (incident: string, finding: string) =>
    request<CoolingCurve>("GET", `${incidentPath(incident)}/findings/${encodeURIComponent(finding)}/temperatures`),
  guestLinks: (incident: string) => request<ReadonlyArray<GuestLinkView>>("GET", `${incidentPath(incident)}/guest-links`),
  makeGuestLink: (incident: string, body: GuestLinkRequest) =>
    request<NewGuestLink>("POST", `${incidentPath(incident)}/guest-links`, body),
  revokeGuestLink: (incident: string, link: string) =>
    request<GuestLinkView>("DELETE", `${incidentPath(incident)}/guest-links/${encodeURIComponent(link)}`),
  openGuestLink: (token: string) => request<GuestPass>("POST", "guest-session", { token }),
  acknowledge: (vehicle: number, rule: string) =>
    request<CommandResult>("POST", `vehicles/${vehicle}/alerts/${encodeURIComponent(rule)}/acknowledge`),
  command: (vehicle: number, body: Command) =>
    request<CommandResult>("POST", `vehicles/${vehicle}/commands`, body, AIRCRAFT_WAIT_MS),
  upload: (vehicle: number, body: MissionUpload) =>
    request<CommandResult>("POST", `vehicles/${vehicle}/mission`, body, AIRCRAFT_WAIT_MS),
  resume: (vehicle: number, body: ResumeRequest) =>
    request<ResumeResult>("POST", `vehicles/${vehicle}/resume`, body, AIRCRAFT_WAIT_MS),
  control: (vehicle: number, body: ControlRequest) =>
    request<ControlView>("POST", `vehicles/${vehicle}/control`, body),
  /** Some of it is read from the aircraft. */
  preflight: (vehicle: number) =>
    request<PreflightView>("GET", `vehicles/${vehicle}/preflight`, undefined, AIRCRAFT_WAIT_MS),
  tick: (vehicle: number, tick: Tick) =>
    request<PreflightView>("POST", `vehicles/${vehicle}/preflight/ticks`, { ticks: [tick] }, AIRCRAFT_WAIT_MS),
  setFailsafes: (vehicle: number) =>
    request<CommandResult>("POST", `vehicles/${vehicle}/preflight/failsafes`, {}, AIRCRAFT_WAIT_MS),
  clearTheAir: (reason: string) => request<AirState>("POST", "fleet/clear-the-air", { reason }),
  freeTheAir: (reason: string) => request<AirState>("POST", "fleet/free-the-air", { reason }),
  /** A drawing made elsewhere, read by the station. */
  readDrawing: (file: File) => request<DrawingView>("POST", `drawings?name=${encodeURIComponent(file.name.slice(-200))}`, file, AIRCRAFT_WAIT_MS),
  shelf: () => request<ShelfView>("GET", "shelf", undefined, AIRCRAFT_WAIT_MS),
  adaptTemplate: (body: AdaptRequest) => request<ShelfTemplate>("POST", "shelf/values", body, AIRCRAFT_WAIT_MS),
  trustCatalogue: (body: CatalogueRequest) => request<OffersView>("POST", "catalogues", body, AIRCRAFT_WAIT_MS),
  catalogue: (fingerprint: string) => request<OffersView>("GET", cataloguePath(fingerprint), undefined, AIRCRAFT_WAIT_MS),
  templateChange: (fingerprint: string, template: string) =>
    request<ChangeView>("GET", `${cataloguePath(fingerprint)}/change?template=${encodeURIComponent(template)}`, undefined, AIRCRAFT_WAIT_MS),
  /** Its own cases are planned before it is taken. */
  takeTemplate: (fingerprint: string, body: TakeRequest) =>
    request<ShelfTemplate>("POST", `${cataloguePath(fingerprint)}/templates`, body, AIRCRAFT_WAIT_MS),
  /** A refused plan is an answer too: it has problems and no id. */
  plan: (body: PlanRequest) => request<PlanView>("POST", "plans", body, AIRCRAFT_WAIT_MS, isPlanView),
};
