import type { Theme } from "../state/preferences";

/** What the map is drawn with. Heat, people and aircraft keep their hue in both themes (Okabe and Ito's set). */
export interface Palette {
  readonly land: string;
  readonly low: string;
  readonly high: string;
  readonly water: string;
  readonly shade: string;
  readonly light: string;
  readonly contour: string;
  readonly shadeStrength: number;
  readonly ink: string;
  readonly paper: string;
  readonly muted: string;
  readonly heat: string;
  readonly person: string;
  readonly extinguished: string;
  readonly confirmed: string;
  readonly fresh: string;
  readonly selected: string;
  readonly area: string;
  readonly route: string;
  readonly seen: string;
  readonly footprint: string;
  readonly danger: string;
  readonly manned: string;
  /** Under the words of an aircraft that was not heard of late, and of one that is lost. */
  readonly stale: string;
  readonly staleInk: string;
  readonly lost: string;
  readonly lostInk: string;
}

export const PALETTES: Readonly<Record<Theme, Palette>> = {
  day: {
    land: "#dfe4da",
    low: "#d7dfd2",
    high: "#f3f1ea",
    water: "#b9d3e4",
    shade: "#54655c",
    light: "#ffffff",
    contour: "#6b5a3e",
    shadeStrength: 0.55,
    ink: "#10181e",
    paper: "#ffffff",
    muted: "#55646f",
    heat: "#b84a00",
    person: "#005f98",
    extinguished: "#00704f",
    confirmed: "#0b5c3f",
    fresh: "#d08a00",
    selected: "#0b57a4",
    area: "#123a5c",
    route: "#2b5674",
    seen: "#0072b2",
    footprint: "#8a4b00",
    danger: "#a3242b",
    manned: "#8a1a5c",
    stale: "#f0b429",
    staleInk: "#17120a",
    lost: "#a83500",
    lostInk: "#ffffff",
  },
  contrast: {
    land: "#ffffff",
    low: "#f4f6f4",
    high: "#ffffff",
    water: "#a9c8e4",
    shade: "#6a7a72",
    light: "#ffffff",
    contour: "#3d3324",
    shadeStrength: 0.3,
    ink: "#000000",
    paper: "#ffffff",
    muted: "#2a333a",
    heat: "#a03300",
    person: "#003f78",
    extinguished: "#00513a",
    confirmed: "#00422d",
    fresh: "#7a4a00",
    selected: "#003c8f",
    area: "#000000",
    route: "#10304c",
    seen: "#004f9a",
    footprint: "#6b3800",
    danger: "#8a0010",
    manned: "#6e0048",
    stale: "#f0b429",
    staleInk: "#17120a",
    lost: "#8a2400",
    lostInk: "#ffffff",
  },
  night: {
    land: "#0b1114",
    low: "#0a1012",
    high: "#1c2427",
    water: "#04101b",
    shade: "#000000",
    light: "#3c4a50",
    contour: "#6f8791",
    shadeStrength: 0.75,
    ink: "#eef3f6",
    paper: "#0d1418",
    muted: "#9aabb6",
    heat: "#c04f00",
    person: "#1f7fbf",
    extinguished: "#2fbf93",
    confirmed: "#12734f",
    fresh: "#f0b429",
    selected: "#7fc0ff",
    area: "#a9c8de",
    route: "#86a9c2",
    seen: "#56b4e9",
    footprint: "#e69f00",
    danger: "#e0565c",
    manned: "#ff9ad0",
    stale: "#f0b429",
    staleInk: "#17120a",
    lost: "#a83500",
    lostInk: "#ffffff",
  },
};

/** One hue per aircraft; the letter is what tells them apart, the hue only helps. */
const AIRCRAFT: Readonly<Record<Theme, ReadonlyArray<string>>> = {
  contrast: ["#004a35", "#6b1a4d", "#4c4000", "#0d356e", "#5a2b00"],
  day: ["#00664a", "#8a2f66", "#6b5a00", "#1d4f91", "#7a3b00"],
  night: ["#35c79d", "#e39cc4", "#f0e442", "#7cc4f5", "#f0a860"],
};

export function aircraftColour(id: number, theme: Theme): string {
  const hues = AIRCRAFT[theme];
  return hues[(id - 1 + hues.length * 100) % hues.length] ?? hues[0]!;
}
