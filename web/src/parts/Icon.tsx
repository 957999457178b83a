import {
  Activity,
  ArrowDownToLine,
  BatteryMedium,
  Bell,
  BellOff,
  Check,
  ChevronDown,
  ChevronUp,
  CircleQuestionMark,
  Copy,
  Crosshair,
  Flame,
  Hand,
  type IconNode,
  Layers,
  List,
  LocateFixed,
  LogOut,
  Map as MapIcon,
  MapPin,
  Pause,
  Play,
  Maximize2,
  Minimize2,
  Minus,
  Navigation,
  OctagonAlert,
  PenLine,
  Plane,
  PlaneLanding,
  Plus,
  RotateCw,
  ScanEye,
  ScrollText,
  Settings,
  ShieldCheck,
  Thermometer,
  Trash2,
  TriangleAlert,
  Undo2,
  Upload,
  UserRound,
  UsersRound,
  Wifi,
  WifiOff,
  X,
} from "lucide";

const ICONS = {
  activity: Activity,
  land: ArrowDownToLine,
  battery: BatteryMedium,
  sound: Bell,
  silent: BellOff,
  check: Check,
  down: ChevronDown,
  up: ChevronUp,
  copy: Copy,
  crosshair: Crosshair,
  flame: Flame,
  layers: Layers,
  list: List,
  fit: LocateFixed,
  leave: LogOut,
  map: MapIcon,
  pin: MapPin,
  pause: Pause,
  play: Play,
  larger: Maximize2,
  smaller: Minimize2,
  minus: Minus,
  heading: Navigation,
  draw: PenLine,
  aircraft: Plane,
  plus: Plus,
  seen: ScanEye,
  log: ScrollText,
  settings: Settings,
  thermal: Thermometer,
  trash: Trash2,
  warning: TriangleAlert,
  undo: Undo2,
  upload: Upload,
  link: Wifi,
  noLink: WifiOff,
  close: X,
  unknown: CircleQuestionMark,
  ask: Hand,
  critical: OctagonAlert,
  clearAir: PlaneLanding,
  goOn: RotateCw,
  safe: ShieldCheck,
  pilot: UserRound,
  guests: UsersRound,
} satisfies Record<string, IconNode>;

export type IconName = keyof typeof ICONS;

/** A drawing beside a word; alone only where the button has a label of its own. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {ICONS[name].map(([Tag, attributes], index) => {
        const Shape = Tag as "path";
        return <Shape key={index} {...(attributes as object)} />;
      })}
    </svg>
  );
}
