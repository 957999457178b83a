import type { ThermalMessage } from "../connection/thermal";
import type { SeenInFrame } from "../protocol";

const COLOURS = { hotspot: "#7df9ff", person: "#ffffff" } as const;
const SMALLEST_BOX_PX = 18;

/** The picture with a box and the finding's number for each detection. Cyan is in no part of the heat ramp. */
export async function drawThermal(canvas: HTMLCanvasElement, { header, jpeg }: ThermalMessage): Promise<void> {
  const image = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
  if (canvas.width !== header.width_px || canvas.height !== header.height_px) {
    canvas.width = header.width_px;
    canvas.height = header.height_px;
  }
  const context = canvas.getContext("2d");
  if (!context) return;
  context.drawImage(image, 0, 0, header.width_px, header.height_px);
  image.close();
  for (const detection of header.detections) drawBox(context, detection, header.width_px);
}

/** `box_px` is left, top, width, height. */
function drawBox(context: CanvasRenderingContext2D, { box_px, kind, finding_number }: SeenInFrame, width_px: number): void {
  const scale = width_px / 640;
  const [left, top, width, height] = atLeast(box_px, SMALLEST_BOX_PX * scale);
  context.lineWidth = 5 * scale;
  context.strokeStyle = "#000000";
  context.strokeRect(left, top, width, height);
  context.lineWidth = 2.5 * scale;
  context.strokeStyle = COLOURS[kind];
  context.strokeRect(left, top, width, height);
  if (finding_number === null) return;
  context.font = `700 ${26 * scale}px "Inter Variable", system-ui, sans-serif`;
  context.lineJoin = "round";
  context.lineWidth = 6 * scale;
  context.strokeStyle = "#000000";
  const y = top > 34 * scale ? top - 8 * scale : top + height + 28 * scale;
  context.strokeText(String(finding_number), left, y);
  context.fillStyle = COLOURS[kind];
  context.fillText(String(finding_number), left, y);
}

function atLeast([left, top, width, height]: SeenInFrame["box_px"], size: number): [number, number, number, number] {
  const wider = Math.max(0, size - width);
  const higher = Math.max(0, size - height);
  return [left - wider / 2, top - higher / 2, width + wider, height + higher];
}
