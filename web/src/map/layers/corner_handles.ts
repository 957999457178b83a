import { type Map as MapLibre, Marker } from "maplibre-gl";
import { t } from "../../messages/messages";
import { type Corner, cornersDrawn, held, moveCorner, removeCorner, tool } from "../../state/tool";

/** How far an arrow key moves a corner, in pixels of the map; with shift ten times as far. */
const STEP_PX = 4;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The corners of what is being drawn, over everything else: dragged with a finger, moved with arrows, taken away. */
export class CornerHandles {
  private readonly handles: { readonly marker: Marker; readonly root: HTMLButtonElement }[] = [];

  constructor(private readonly map: MapLibre) {}

  show(corners: ReadonlyArray<Corner>): void {
    while (this.handles.length > corners.length) this.handles.pop()?.marker.remove();
    while (this.handles.length < corners.length) this.handles.push(this.add(this.handles.length));
    corners.forEach(([longitude, latitude], index) => {
      const { marker, root } = this.handles[index]!;
      marker.setLngLat([longitude, latitude]);
      root.dataset["held"] = String(held.peek() === index);
      const letter = tool.peek() === "rally" ? `R${index + 1}` : String(index + 1);
      const dot = root.firstElementChild!;
      if (dot.textContent !== letter) dot.textContent = letter;
      const name = t("corner-name", { number: index + 1, count: corners.length });
      if (root.getAttribute("aria-label") !== name) root.setAttribute("aria-label", name);
    });
  }

  private add(index: number) {
    const root = document.createElement("button");
    root.type = "button";
    root.className = "corner-handle";
    root.dataset["corner"] = String(index + 1);
    root.append(document.createElement("span"));
    const marker = new Marker({ element: root, anchor: "center", draggable: true, opacityWhenCovered: "1" }).setLngLat([0, 0]).addTo(this.map);
    const dragged = () => {
      const { lng, lat } = marker.getLngLat();
      held.value = index;
      moveCorner(index, [lng, lat]);
    };
    marker.on("drag", dragged);
    marker.on("dragend", dragged);
    root.addEventListener("click", (event) => {
      // A touch on a corner holds that corner; the ground under it is not touched.
      event.stopPropagation();
      held.value = held.peek() === index ? null : index;
    });
    root.addEventListener("dblclick", (event) => event.stopPropagation());
    root.addEventListener("keydown", (event) => this.pressed(event, index));
    return { marker, root };
  }

  private pressed(event: KeyboardEvent, index: number): void {
    const arrow = ARROWS[event.key];
    const corner = cornersDrawn.peek()[index];
    if (arrow && corner) {
      const step = STEP_PX * (event.shiftKey ? 10 : 1);
      const { x, y } = this.map.project([...corner]);
      const { lng, lat } = this.map.unproject([x + arrow[0] * step, y + arrow[1] * step]);
      held.value = index;
      moveCorner(index, [lng, lat]);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      removeCorner(index);
      // Whoever takes corners away with the keyboard stays among them.
      (this.handles[Math.min(index, cornersDrawn.peek().length - 1)]?.root ?? this.map.getCanvas()).focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
